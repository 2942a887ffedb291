import Basics
import Manifests
import SageMaker
import Testing

/// Definitions refer to resources of the region and the account that they are deployed to.
@Suite struct DeploymentTargetTests {
    private static func arn(_ region: String, account: String = "123456789012") -> String {
        "arn:aws:sagemaker:\(region):\(account):model/m"
    }

    private static func project(model: String, destinations: [Destination]) -> Project {
        let variant = InstanceProductionVariant(model: .fromModelArn(model), variantName: "v")
        return Project(
            destinations: destinations,
            endpointConfigs: ["C": EndpointConfig(instanceProductionVariants: [variant])]
        )
    }

    private static func destination(_ name: String, _ region: String) throws -> Destination {
        try Destination(name: name, kind: .s3(S3Destination(bucket: "my-bucket", region: region)))
    }

    @Test func resourceOfAnotherRegionThanTheChosenDestinationIsRefused() throws {
        let (here, there) = (try Self.destination("a", "eu-west-1"), try Self.destination("b", "us-west-2"))
        let project = Self.project(model: Self.arn("us-west-2"), destinations: [here, there])
        #expect(project.diagnostics == [])
        #expect(throws: Never.self) { try CloudFormationTemplate(SynthesisInput(project, destination: there)) }
        let error = #expect(throws: SageMakerError.self) {
            try CloudFormationTemplate(SynthesisInput(project, destination: here))
        }
        #expect(
            error?.diagnostics.map(\.description) == [
                "endpointConfigs.C.instanceProductionVariants[0].model: is of region us-west-2, but destination 'a' is of "
                    + "region eu-west-1; use one of region eu-west-1"
            ]
        )
        #expect(error?.exitStatus == .invalid)
    }

    @Test func resourceOfNoDestinationIsRefusedAtOnce() throws {
        let destinations = [try Self.destination("a", "eu-west-1"), try Self.destination("b", "us-west-2")]
        let project = Self.project(model: Self.arn("ap-south-1"), destinations: destinations)
        #expect(project.diagnostics.count == 1)
        #expect(Self.project(model: Self.arn("ap-south-1"), destinations: destinations + [.local]).diagnostics == [])
    }

    @Test(arguments: [
        ("eu-west-1", "123456789012", true), ("us-west-2", "123456789012", false), ("eu-west-1", "210987654321", false),
    ])
    func callsAreMadeInTheRegionAndAccountOfTheirResources(region: String, account: String, isValid: Bool) {
        let project = Self.project(model: Self.arn("eu-west-1"), destinations: [])
        let arguments = try? BotoArguments(SynthesisInput(project), region: region, account: account)
        #expect((arguments != nil) == isValid)
    }

    /// A template has one region and one account, even where only the deployment knows them.
    @Test(
        arguments: [
            (["eu-west-1", "eu-west-1"], ["123456789012", "123456789012"], nil),
            (["eu-west-1", "us-west-2"], ["123456789012", "123456789012"], "region eu-west-1"),
            (["eu-west-1", "eu-west-1"], ["123456789012", "210987654321"], "account 123456789012"),
        ] as [([String], [String], String?)]
    )
    func definitionsOfSeveralPlacesAreRefused(regions: [String], accounts: [String], expected: String?) {
        let variants = zip(regions, accounts).enumerated().map { index, place in
            InstanceProductionVariant(
                model: .fromModelArn(Self.arn(place.0, account: place.1)),
                variantName: "v\(index)"
            )
        }
        let config = EndpointConfig(instanceProductionVariants: variants)
        for destinations in [[], [Destination.local]] {
            let project = Project(destinations: destinations, endpointConfigs: ["C": config])
            #expect(project.diagnostics.count == (expected == nil ? 0 : 1))
            guard let expected else { continue }
            let text = project.diagnostics.first?.description ?? ""
            let variants = "endpointConfigs.C.instanceProductionVariants"
            #expect(text.hasPrefix("\(variants)[1].model: is of "), "\(text)")
            #expect(text.contains("but '\(variants)[0].model' is of \(expected)"), "\(text)")
        }
    }

    @Test(arguments: [("eu-west-1", 0), ("us-east-1", 1)])
    func imagesAndPackagesOfSeveralRegionsAreRefused(region: String, count: Int) {
        let image = ContainerImage.fromEcrRepository(.name("repo", region: "eu-west-1"))
        let others: [ContainerImage] = [
            .fromEcrRepository(.name("other", account: "210987654321", region: region)),
            .fromRegistry("123456789012.dkr.ecr.\(region).amazonaws.com/other:1"),
            .fromModelPackage("arn:aws:sagemaker:\(region):123456789012:model-package/p/1"),
        ]
        for other in others {
            let models = [image, other].map { Model(containers: [ContainerDefinition(image: $0)]) }
            let project = Project(models: ["A": models[0], "B": models[1]])
            #expect(project.diagnostics.count == count, "\(project.diagnostics)")
        }
    }

    /// The bucket and the repository of a destination may be shared by accounts, so that roles of others are accepted.
    @Test(arguments: [true, false])
    func roleOfAnotherAccountIsRefusedWhereTheAccountIsCertain(isPolicy: Bool) throws {
        let bucket = try S3Destination(bucket: "my-bucket", region: "eu-west-1", account: "210987654321")
        let container = ContainerDefinition(image: .fromEcrRepository(.name("repo")))
        let model =
            isPolicy
            ? Model(containers: [container], managedPolicies: ["arn:aws:iam::123456789012:policy/Mine"])
            : Model(containers: [container], role: "arn:aws:iam::123456789012:role/Mine")
        let project = Project(
            destinations: [try Destination(name: "d", kind: .s3(bucket))],
            models: ["M": model]
        )
        #expect(project.diagnostics == [])
        let input = SynthesisInput(project)
        #expect(throws: Never.self) { try BotoArguments(input, account: "123456789012") }
        let error = #expect(throws: SageMakerError.self) { try BotoArguments(input, account: "210987654321") }
        #expect(error?.message.contains("is of account 123456789012") == true)
    }

    @Test func deepLearningContainerNeedsAnAccountOfTheRegion() throws {
        let image = ContainerImage.fromDlc("pytorch-inference", "2.6.0")
        let input = SynthesisInput(Project(models: ["M": Model(containers: [ContainerDefinition(image: image)])]))
        let error = #expect(throws: SageMakerError.self) {
            try BotoArguments(input, region: "us-iso-west-1", account: "123456789012")
        }
        #expect(
            error?.diagnostics.map(\.description) == [
                "models.M.containers[0].image.fromDlc: has no registry in us-iso-west-1, the region of the deployment; set "
                    + "'account'; or copy the image to a repository of your own, and use 'fromEcrRepository'"
            ]
        )
        #expect(throws: Never.self) { try BotoArguments(input, region: "eu-west-1", account: "123456789012") }
    }
}
