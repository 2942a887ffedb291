// The Swift code of the documentation, each example between markers, so that it is compiled and run.
import SageMaker

/// Output of documented code is discarded.
private func print(_: Any) {}

enum DocumentedCode {
    static func library() throws -> Project {
        // begin
        let model = Model(containers: [
            ContainerDefinition(
                image: .fromEcrRepository(.name("scorer"), .tag("v2")),
                modelData: .fromBucket("my-bucket", "scorer/model.tar.gz"),
                environment: ["LOG_LEVEL": "info"]
            )
        ])
        let config = EndpointConfig(instanceProductionVariants: [
            InstanceProductionVariant(model: "Scorer", variantName: "main", instanceType: "ml.c5.large")
        ])
        let project = Project(models: ["Scorer": model], endpointConfigs: ["ScorerConfig": config])
        print(try CloudFormationTemplate(SynthesisInput(project)).text)
        // end
        return project
    }

    static func landingPage() throws -> Project {
        // begin
        let model = Model(containers: [
            ContainerDefinition(
                image: .fromEcrRepository(.name("scorer"), .tag("v2")),
                modelData: .fromBucket("my-bucket", "scorer/model.tar.gz")
            )
        ])
        let project = Project(models: ["Scorer": model])
        let template = try CloudFormationTemplate(SynthesisInput(project))
        // end
        _ = template
        return project
    }

    static func oneContainer() -> Project {
        // begin
        let scorer = Model(containers: [
            ContainerDefinition(
                image: .fromAsset("containers/scorer"),
                modelData: .fromAsset("artifacts/scorer"),
                environment: ["LOG_LEVEL": "info"]
            )
        ])
        let project = Project(models: ["Scorer": scorer])
        // end
        return project
    }

    static func inferencePipeline() -> Project {
        // begin
        let pipeline = Model(containers: [
            ContainerDefinition(image: .fromAsset("containers/tokenize"), containerHostname: "tokenize"),
            ContainerDefinition(
                image: .fromAsset("containers/classify"),
                modelData: .fromAsset("artifacts/classifier"),
                containerHostname: "classify"
            ),
            ContainerDefinition(image: .fromEcrRepository(.name("explain")), containerHostname: "explain"),
        ])
        let project = Project(models: ["Pipeline": pipeline])
        // end
        return project
    }

    static func containerImages() -> Project {
        // begin
        let built = ContainerImage.fromAsset(
            "containers/scorer",
            build: ImageBuild(target: "runtime", platform: "linux/amd64", buildArgs: ["PYTHON": "3.12"])
        )
        let tagged = ContainerImage.fromEcrRepository(.name("scorer"), .tag("v2"))
        let ofOtherAccount = ContainerImage.fromEcrRepository(
            .arn("arn:aws:ecr:eu-west-1:123456789012:repository/team/scorer"),
            .digest("sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
        )
        let ofAWS = ContainerImage.fromDlc("pytorch-inference", "2.6.0-cpu-py312-ubuntu22.04-sagemaker")
        let images = ["Built": built, "Tagged": tagged, "OfOtherAccount": ofOtherAccount, "OfAWS": ofAWS]
        let project = Project(models: images.mapValues { Model(containers: [ContainerDefinition(image: $0)]) })
        // end
        return project
    }

    static func modelArtifacts() -> Project {
        // begin
        let directory = ModelData.fromAsset("artifacts/scorer", options: ModelDataOptions(exclude: ["*.md"]))
        let archive = ModelData.fromAsset("artifacts/scorer.tar.gz")
        let files = ModelData.fromAsset("artifacts/llm", options: ModelDataOptions(compression: .none))
        let object = ModelData.fromBucket("my-bucket", "scorer/model.tar.gz")
        let prefix = ModelData.fromBucket("my-bucket", "models/llm/", compression: .none)
        let sources = ["Directory": directory, "Archive": archive, "Files": files, "Object": object, "Prefix": prefix]
        let project = Project(
            models: sources.mapValues { data in
                Model(containers: [ContainerDefinition(image: .fromEcrRepository(.name("server")), modelData: data)])
            }
        )
        // end
        return project
    }

    static func endpoint() -> Project {
        // begin
        func model(_ path: String) -> Model {
            Model(containers: [
                ContainerDefinition(image: .fromEcrRepository(.name("server")), modelData: .fromAsset(path))
            ])
        }
        let variants = [
            InstanceProductionVariant(
                model: "ModelA",
                variantName: "a",
                initialVariantWeight: 2,
                instanceType: "ml.c5.large"
            ),
            InstanceProductionVariant(model: "ModelB", variantName: "b", instanceType: "ml.c5.large"),
        ]
        let scaling = AutoScaling(
            minCapacity: 1,
            maxCapacity: 8,
            scaleOnInvocations: AutoScaling.InvocationScaling(maxRequestsPerSecond: 30, safetyFactor: 0.5)
        )
        let project = Project(
            models: ["ModelA": model("artifacts/a"), "ModelB": model("artifacts/b")],
            endpointConfigs: ["Config": EndpointConfig(instanceProductionVariants: variants)],
            endpoints: ["Endpoint": Endpoint(endpointConfig: "Config", autoScaling: ["a": scaling, "b": scaling])]
        )
        // end
        return project
    }

    static func template(of project: Project, references referencesText: String) throws -> String {
        // begin
        let references = try References(json: referencesText)
        let template = try CloudFormationTemplate(SynthesisInput(project, references: references))
        print(template.text)
        // end
        return template.text
    }

    static func manifest(_ manifestText: String) {
        // begin
        do {
            let project = try Project(yaml: manifestText, file: "sageassets.yaml")
            print(project.models.keys.sorted())
        } catch {
            print(error.message)
        }
        // end
    }
}
