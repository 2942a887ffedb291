import Assets
import Basics
import Hashing
import Manifests
import SageMaker
import TestSupport

extension FuzzTarget {
    /// A manifest: it has a template, or its errors have places in the text.
    static let manifest = FuzzTarget("manifest") { input in
        let text = String(decoding: input, as: UTF8.self)
        let project: Project
        do throws(ManifestError) {
            project = try Project(yaml: text, file: "manifest.yaml")
        } catch {
            try require(error.message.contains("manifest.yaml"), "an error does not name the file: \(error)")
            return
        }
        try require(project == Project(yaml: text), "it reads as something else the second time")
        for destination in project.destinations {
            do {
                let references = try project.published(to: destination)
                let input = SynthesisInput(project, destination: destination, references: references)
                let template = try CloudFormationTemplate(input)
                try require(!template.text.isEmpty && !template.yaml.isEmpty, "a template is empty")
            } catch let error as SageMakerError {
                try require(!error.message.isEmpty, "an error has no message")
            }
        }
    }
}
