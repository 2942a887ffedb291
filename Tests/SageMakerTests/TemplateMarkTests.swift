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
        let input = SynthesisInput(project, destination: destination, references: references)
        let template = try? CloudFormationTemplate(input)
        let configuration = try? TerraformConfiguration(input)
        let calls = try? BotoArguments(input, account: "123456789012")
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
