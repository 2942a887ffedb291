import Basics
import Manifests
import SageMaker
import Testing

/// Each rule of SageMaker with values that it accepts and values that it refuses.
@Suite struct RulesTests {
    private static let image = ContainerImage.fromEcrRepository(.name("repo"))

    private static func diagnostics(_ model: Model) -> [String] {
        Project(models: ["M": model]).diagnostics.map(\.description)
    }

    private static func diagnostics(_ container: ContainerDefinition) -> [String] {
        diagnostics(Model(containers: [container]))
    }

    private static func diagnostics(_ variants: [InstanceProductionVariant], name: String? = nil) -> [String] {
        Project(
            models: ["M": Model(containers: [ContainerDefinition(image: image)])],
            endpointConfigs: ["C": EndpointConfig(instanceProductionVariants: variants, endpointConfigName: name)]
        ).diagnostics.map(\.description)
    }

    private static func variant(_ name: String = "v") -> InstanceProductionVariant {
        InstanceProductionVariant(model: "M", variantName: name)
    }

    @Test(arguments: [(0, false), (1, true), (15, true), (16, false)])
    func numberOfContainersIsLimited(count: Int, isValid: Bool) {
        let containers = Array(repeating: ContainerDefinition(image: Self.image), count: count)
        let expected = isValid ? [] : ["models.M.containers: has \(count) containers; must have 1 to 15"]
        #expect(Self.diagnostics(Model(containers: containers)) == expected)
    }

    @Test(arguments: [(0, false), (1, true), (10, true), (11, false)])
    func numberOfVariantsIsLimited(count: Int, isValid: Bool) {
        #expect(Self.diagnostics((0..<count).map { Self.variant("v\($0)") }).isEmpty == isValid)
    }

    @Test(arguments: [
        ("a", true), ("A-1--b", true), (String(repeating: "a", count: 63), true), ("", false), ("-a", false),
        ("a-", false), ("a_b", false), ("a b", false), (String(repeating: "a", count: 64), false), ("é", false),
    ])
    func namesFollowSageMakersSyntax(name: String, isValid: Bool) {
        let hostname = ContainerDefinition(image: Self.image, containerHostname: name)
        #expect(Self.diagnostics(Model(containers: [hostname])).isEmpty == isValid)
        #expect(Self.diagnostics(Model(containers: [.init(image: Self.image)], modelName: name)).isEmpty == isValid)
        #expect(Self.diagnostics([Self.variant(name)]).isEmpty == isValid)
        #expect(Self.diagnostics([Self.variant()], name: name).isEmpty == isValid)
    }

    @Test(arguments: [(0.0, true), (0.5, true), (2, true), (-0.1, false), (.infinity, false), (.nan, false)])
    func weightMustNotBeNegative(weight: Double, isValid: Bool) {
        var variant = Self.variant()
        variant.initialVariantWeight = weight
        #expect(Self.diagnostics([variant]).isEmpty == isValid)
    }

    @Test(arguments: [(1, true), (100, true), (0, false), (-1, false)])
    func variantHasAtLeastOneInstance(count: Int, isValid: Bool) {
        var variant = Self.variant()
        variant.initialInstanceCount = count
        #expect(Self.diagnostics([variant]).isEmpty == isValid)
    }

    @Test(arguments: [
        ("ml.t2.medium", true), ("ml.trn1.32xlarge", true), ("ml.p5e.48xlarge", true), ("ml.c6i.metal-48xl", true),
        ("t2.medium", false), ("ml.nonsense", false), ("", false), ("ml.t2.", false),
    ])
    func instanceTypesFollowSageMakersSyntax(type: String, isValid: Bool) {
        var variant = Self.variant()
        variant.hardware = .type(InstanceType(rawValue: type))
        #expect(Self.diagnostics([variant]).isEmpty == isValid)
    }

    @Test func variantNamesMustBeUnique() {
        #expect(Self.diagnostics([Self.variant("a"), Self.variant("toString")]) == [])
        #expect(
            Self.diagnostics([Self.variant("a"), Self.variant("a")]) == [
                "endpointConfigs.C.instanceProductionVariants[1].variantName: 'a' is also the name of variant [0]; "
                    + "names must differ"
            ]
        )
    }

    @Test func hostnamesAreSetForAllContainersOrNone() {
        let (named, unnamed) = (
            ContainerDefinition(image: Self.image, containerHostname: "a"), ContainerDefinition(image: Self.image)
        )
        let other = ContainerDefinition(image: Self.image, containerHostname: "b")
        #expect(Self.diagnostics(Model(containers: [named, other])) == [])
        #expect(Self.diagnostics(Model(containers: [unnamed, unnamed])) == [])
        #expect(
            Self.diagnostics(Model(containers: [named, unnamed])).map { $0.prefix(22) } == ["models.M.containers[1]"]
        )
    }

    @Test(arguments: [
        ("arn:aws:iam::123456789012:role/Name", true), ("arn:aws-us-gov:iam::123456789012:role/a/b", true),
        ("Name", false), ("arn:aws:iam::1:role/Name", false), ("arn:aws:iam::123456789012:user/Name", false),
    ])
    func roleMustBeAnARN(role: String, isValid: Bool) {
        #expect(Self.diagnostics(Model(containers: [.init(image: Self.image)], role: role)).isEmpty == isValid)
    }

    @Test(arguments: [
        (EcrRepository.name("team/repo"), true), (.name("Repo"), false),
        (.arn("arn:aws:ecr:eu-west-1:123456789012:repository/a/b"), true),
        (.arn("arn:aws:ecr:eu-west-1:123456789012:repository/"), false), (.arn("repo"), false),
        (.arn("arn:aws:s3:eu-west-1:123456789012:repository/a"), false),
    ])
    func repositoryIsGivenByNameOrARN(repository: EcrRepository, isValid: Bool) {
        #expect(Self.diagnostics(.init(image: .fromEcrRepository(repository))).isEmpty == isValid)
    }

    @Test(arguments: [
        (ImageVersion.tag("latest"), true), (.tag("1.10_a-B"), true), (.tag(""), false), (.tag("-a"), false),
        (.tag("a b"), false), (.digest("sha256:" + String(repeating: "a", count: 64)), true),
        (.digest("sha256:a"), false),
    ])
    func imageVersionIsATagOrADigest(version: ImageVersion, isValid: Bool) {
        #expect(Self.diagnostics(.init(image: .fromEcrRepository(.name("repo"), version))).isEmpty == isValid)
    }

    @Test(arguments: [
        ("my-bucket", "a/b.tar.gz", true), ("my-bucket", "", false), ("my-bucket", "a/", false), ("B", "a", false),
        ("my-bucket", String(repeating: "k", count: 1009), true),
        ("my-bucket", String(repeating: "k", count: 1010), false),
    ])
    func bucketAndKeyMustBeValid(bucket: String, key: String, isValid: Bool) {
        #expect(Self.diagnostics(.init(image: Self.image, modelData: .fromBucket(bucket, key))).isEmpty == isValid)
    }

    @Test(arguments: [
        (["A": "1", "_b2": ""], true), (["2A": "x"], false), (["": "x"], false), (["A-B": "x"], false),
        (["A": String(repeating: "x", count: 1024)], true), (["A": String(repeating: "x", count: 1025)], false),
        (Dictionary(uniqueKeysWithValues: (0..<100).map { ("K\($0)", "") }), true),
        (Dictionary(uniqueKeysWithValues: (0..<101).map { ("K\($0)", "") }), false),
        (Dictionary(uniqueKeysWithValues: (0..<40).map { ("K\($0)", String(repeating: "x", count: 1000)) }), false),
    ])
    func environmentIsLimited(environment: [String: String], isValid: Bool) {
        #expect(Self.diagnostics(.init(image: Self.image, environment: environment)).isEmpty == isValid)
    }

    /// IAM counts all but white space: the statements, those of every role beside them, and the document around both.
    @Test(arguments: [(98, 0, true), (98, 18, true), (98, 19, false), (99, 0, false)])
    func policiesOfARoleAreLimited(count: Int, padding: Int, isValid: Bool) {
        let resources = (0..<count).map { "arn:aws:s3:::b/\($0)" + String(repeating: "x", count: 80) + "  " }
        let padded = resources.dropLast() + [(resources.last ?? "") + String(repeating: "y", count: padding)]
        let statement = PolicyStatement(actions: ["s3:GetObject"], resources: Array(padded))
        let model = Model(containers: [.init(image: Self.image)], policyStatements: [statement])
        #expect(Self.diagnostics(model).isEmpty == isValid)
    }

    @Test func rolesInANetworkHaveLargerPolicies() {
        let resources = (0..<97).map { "arn:aws:s3:::b/\($0)" + String(repeating: "x", count: 80) }
        let statement = PolicyStatement(actions: ["s3:GetObject"], resources: resources)
        var model = Model(containers: [.init(image: Self.image)], policyStatements: [statement])
        #expect(Self.diagnostics(model) == [])
        model.vpc = VpcConfig(subnets: ["subnet-1"], securityGroupIds: ["sg-1"])
        #expect(Self.diagnostics(model).count == 1)
    }

    @Test(arguments: [("Model1", true), ("my-model", false), ("", false), ("é", false), ("AssetBucket", false)])
    func definitionNamesMustBeLogicalIDs(name: String, isValid: Bool) {
        let project = Project(models: [name: Model(containers: [ContainerDefinition(image: Self.image)])])
        #expect(project.diagnostics.isEmpty == isValid)
    }

    @Test func logicalIDsMustBeUnique() {
        let model = Model(containers: [ContainerDefinition(image: Self.image)])
        let config = EndpointConfig(instanceProductionVariants: [
            InstanceProductionVariant(model: "Same", variantName: "v")
        ])
        let project = Project(models: ["Same": model, "SameRole": model], endpointConfigs: ["Same": config])
        #expect(
            project.diagnostics.map(\.description) == [
                "models.SameRole: 'SameRole' is also the role created for model 'Same'",
                "endpointConfigs.Same: 'Same' is also defined in models",
            ]
        )
    }

    @Test func allViolationsAreReported() {
        var variant = Self.variant("v_1")
        variant.model = "Modle"
        variant.initialInstanceCount = 0
        let project = Project(
            models: ["Model": Model(containers: [])],
            endpointConfigs: ["C": EndpointConfig(instanceProductionVariants: [variant])],
            endpoints: ["E": Endpoint(endpointConfig: "D")]
        )
        let error = #expect(throws: SageMakerError.self) { try CloudFormationTemplate(SynthesisInput(project)) }
        #expect(error == .invalid(project.diagnostics))
        #expect(error?.exitStatus == .invalid)
        #expect(
            project.diagnostics.map { $0.location.path?.description } == [
                "models.Model.containers", "endpointConfigs.C.instanceProductionVariants[0].model",
                "endpointConfigs.C.instanceProductionVariants[0].variantName",
                "endpointConfigs.C.instanceProductionVariants[0].initialInstanceCount", "endpoints.E.endpointConfig",
            ]
        )
        #expect(
            project.diagnostics[1].description.drop { $0 != " " }.dropFirst()
                == "there is no model 'Modle'; did you mean 'Model'?"
        )
    }
}
