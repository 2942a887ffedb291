import SageMaker
import Testing

/// Features that a template language does not support are refused, with the languages that support them.
@Suite struct TerraformRefusalTests {
    private static let model = "model: { fromModelName: m }"

    @Test(arguments: [
        ("\(model), variantInstanceProvisionTimeoutInSeconds: 300", "", "variantInstanceProvisionTimeoutInSeconds"),
        ("\(model), instancePools: [{ instanceType: ml.m5.large, priority: 1 }]", "", "instancePools"),
        (
            "managedInstanceScaling: { maxInstanceCount: 2, scaleInPolicy: { strategy: IDLE_RELEASE } }",
            "executionRole: 'arn:aws:iam::123456789012:role/R'",
            "managedInstanceScaling.scaleInPolicy"
        ),
        (
            model, "asyncInference: { maxConcurrentInvocationsPerInstance: 1 }",
            "asyncInference without outputPath"
        ),
        (
            model,
            "shadowProductionVariants: [{ model: { fromModelName: m }, variantName: s, coreDump: { destinationS3Uri: 's3://abc/d' } }]",
            "coreDump without encryptionKey"
        ),
    ])
    func unsupportedFeaturesOfTerraformAreRefused(variant: String, config: String, property: String) throws {
        let project = try Project(
            yaml: """
                version: 1
                endpointConfigs:
                  C:
                    instanceProductionVariants: [{ variantName: v, \(variant) }]
                    \(config)
                """
        )
        let error = #expect(throws: SageMakerError.self) { try TerraformConfiguration(SynthesisInput(project)) }
        #expect(error == .notInLanguage(language: .terraform, property: property, definition: "C"))
        #expect(error?.message == "Terraform does not support '\(property)', which 'C' uses")
        #expect(error?.hint == "use '--format cloudformation' or '--format boto3'")
        #expect(throws: Never.self) { try CloudFormationTemplate(SynthesisInput(project)) }
    }

    @Test func unsupportedFeaturesOfCloudFormationAreRefused() throws {
        let error = #expect(throws: SageMakerError.self) { try TerraformProject.everything.project().template() }
        #expect(error == .notInLanguage(language: .cloudFormation, property: "additionalModelData", definition: "M"))
        #expect(error?.hint == "use '--format terraform' or '--format boto3'")
    }
}
