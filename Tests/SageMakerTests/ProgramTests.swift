// A program that defines models in Swift imports only SageMaker.
import SageMaker
import Testing

@Suite struct ProgramTests {
    @Test func programCreatesATemplate() throws {
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
        let template = try CloudFormationTemplate(SynthesisInput(project))
        #expect(template.text.contains("\"ModelDataUrl\": \"s3://my-bucket/scorer/model.tar.gz\""))
        #expect(template.json.indented == template.text)
    }

    @Test func programUsesPublishedAssets() throws {
        let container = ContainerDefinition(
            image: .fromAsset("containers/scorer", build: ImageBuild(target: "runtime")),
            modelData: .fromAsset("artifacts/scorer", options: ModelDataOptions(exclude: ["*.log"]))
        )
        let bucket = try S3Destination(bucket: "acme-ml-assets", prefix: "assets/", repository: "ml-images")
        let destination = try Destination(name: "staging", kind: .s3(bucket))
        let project = Project(destinations: [destination], models: ["Scorer": Model(containers: [container])])
        let address = SHA256.hash("x")
        let object = ObjectReference(
            checksum: .fullObject(SHA256.hash("bundle")),
            size: 6,
            uri: "s3://acme-ml-assets/assets/\(address).tar.gz"
        )
        var references = References()
        for asset in project.assets {
            let content: PublishedReference.Content =
                asset.kind == .image ? .image(context: object) : .modelData(object)
            let reference = PublishedReference(address: address, content: content)
            references.update(reference, of: asset.key, at: destination.name)
        }
        let input = SynthesisInput(project, references: try References(json: references.text))
        let template = try CloudFormationTemplate(input)
        #expect(template.text.contains("\"\(object.uri)\""))
        #expect(template.text.contains("${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/ml-images:"))
    }
}
