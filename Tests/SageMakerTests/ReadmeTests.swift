import SageMaker
import Testing

/// The program that the README shows: what it says must compile and work.
@Suite struct ReadmeTests {
    @Test func theProgramInTheReadmeMakesATemplate() throws {
        let model = Model(containers: [
            ContainerDefinition(
                image: .fromEcrRepository(.name("serving"), .tag("1.4")),
                modelData: .fromBucket("acme-ml-assets", "models/scorer.tar.gz")
            )
        ])
        let config = EndpointConfig(instanceProductionVariants: [
            InstanceProductionVariant(model: "Scorer", variantName: "main", initialVariantWeight: 2)
        ])
        let project = Project(models: ["Scorer": model], endpointConfigs: ["ScorerConfig": config])
        let text = try CloudFormationTemplate(project).text
        #expect(text.contains("\"InitialVariantWeight\": 2"))
        #expect(text.contains("\"ModelDataUrl\": \"s3://acme-ml-assets/models/scorer.tar.gz\""))
    }
}
