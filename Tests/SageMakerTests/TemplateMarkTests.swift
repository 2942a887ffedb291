import Assets
import SageMaker
import Testing
import TestSupport

/// Every generated template says that it is one, at its beginning: it takes part in no asset.
@Suite struct TemplateMarkTests {
    @Test(arguments: Example.allCases)
    func generatedTextIsRecognized(example: Example) throws {
        let project = try example.project()
        let destination = try Destination.staging()
        let references = try project.published(to: destination)
        let template = try? CloudFormationTemplate(project, destination: destination, references: references)
        let configuration = try? TerraformConfiguration(project, destination: destination, references: references)
        let calls = try? BotoArguments(
            project,
            destination: destination,
            references: references,
            account: "123456789012"
        )
        let texts = [template?.text, template?.yaml, configuration?.text, calls?.text].compactMap { $0 }
        #expect(texts.count >= 2)
        for text in texts {
            let bytes = Array(text.utf8)
            let count = OwnFile.lookedAtByteCount
            let isGenerated = Array(bytes.prefix(count)).withUnsafeBytes { beginning in
                OwnFile.isGenerated(beginning: beginning) { Array(bytes.suffix(count)) }
            }
            #expect(isGenerated, "\(text)")
        }
    }
}
