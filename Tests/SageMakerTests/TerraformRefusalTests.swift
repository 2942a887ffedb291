import SageMaker
import Testing

/// A language that has no word for something says so, and which has one.
@Suite struct TerraformRefusalTests {
    @Test(arguments: [
        ("variantInstanceProvisionTimeoutInSeconds: 300", "", "variantInstanceProvisionTimeoutInSeconds"),
        ("instancePools: [{ instanceType: ml.m5.large, priority: 1 }]", "", "instancePools"),
        (
            "managedInstanceScaling: { maxInstanceCount: 2, scaleInPolicy: { strategy: IDLE_RELEASE } }", "",
            "managedInstanceScaling.scaleInPolicy"
        ),
        (
            "initialInstanceCount: 1", "asyncInference: { maxConcurrentInvocationsPerInstance: 1 }",
            "asyncInference without outputPath"
        ),
        (
            "initialInstanceCount: 1",
            "shadowProductionVariants: [{ model: { fromModelName: m }, variantName: s, coreDump: { destinationS3Uri: 's3://abc/d' } }]",
            "coreDump without encryptionKey"
        ),
    ])
    func whatTheProviderCannotSayIsRefused(variant: String, config: String, property: String) throws {
        let project = try Project(
            yaml: """
                version: 1
                endpointConfigs:
                  C:
                    instanceProductionVariants: [{ model: { fromModelName: m }, variantName: v, \(variant) }]
                    \(config)
                """
        )
        let error = #expect(throws: SageMakerError.self) { try TerraformConfiguration(project) }
        #expect(error == .notInLanguage(language: .terraform, property: property, definition: "C"))
        #expect(error?.message == "Terraform has no word for '\(property)', which 'C' has")
        #expect(error?.hint == "use '--format cloudformation' or '--format boto3'")
        #expect(throws: Never.self) { try CloudFormationTemplate(project) }
    }

    @Test func whatCloudFormationCannotSayTerraformCan() throws {
        let error = #expect(throws: SageMakerError.self) { try TerraformProject.everything.project().template() }
        #expect(error == .notInLanguage(language: .cloudFormation, property: "additionalModelData", definition: "M"))
        #expect(error?.hint == "use '--format terraform' or '--format boto3'")
    }
}
