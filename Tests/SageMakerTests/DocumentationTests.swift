import Manifests
import SageMaker
import SystemPackage
import Testing
import TestSupport

/// The code in the documentation compiles and runs, and its manifests are valid.
@Suite struct DocumentationTests {
    private static let root = Example.folder.removingLastComponent()

    /// The documents that contain Swift code.
    private static let documents =
        ["Sources/sageassets/Documentation.docc/Library.md"]
        + ["SageMaker", "DefinitionsInSwift", "TheManifest"].map { "Sources/SageMaker/SageMaker.docc/\($0).md" }

    private func text(_ path: String) throws -> String { try read(Self.root.appending(path)) }

    /// Returns the Swift code of a document, without imports, which are at the top of a file.
    private func code(of document: String) throws -> [String] {
        try text(document).matches(of: /```swift\n(?s:(.*?))```/).map { match in
            let lines = match.1.split(separator: "\n", omittingEmptySubsequences: false)
            return trimmed(lines.drop { $0.hasPrefix("import ") })
        }
    }

    /// Returns lines without surrounding empty lines and without their common indentation.
    private func trimmed(_ lines: some Sequence<Substring>) -> String {
        let inner = lines.drop(while: \.isEmpty).reversed().drop(while: \.isEmpty).reversed()
        let indentation = inner.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        return inner.map { $0.dropFirst(indentation) }.joined(separator: "\n")
    }

    @Test func documentedCodeIsCompiled() throws {
        let sources = ["SageMakerTests/DocumentedCode", "PublishingTests/PublisherTests"]
        let source = try sources.map { try text("Tests/\($0).swift") }.joined()
        let compiled = source.matches(of: #/ +// begin\n(?s:(.*?)) +// end\n/#).map { match in
            trimmed(match.1.split(separator: "\n", omittingEmptySubsequences: false))
        }
        let documented = try Self.documents.flatMap(code)
        #expect(documented.count == 12)
        #expect(documented.sorted() == compiled.sorted())
    }

    @Test func documentedCodeRuns() throws {
        let projects = [
            try DocumentedCode.library(), try DocumentedCode.landingPage(), DocumentedCode.oneContainer(),
            DocumentedCode.inferencePipeline(), DocumentedCode.containerImages(), DocumentedCode.modelArtifacts(),
            DocumentedCode.endpoint(),
        ]
        for project in projects {
            let references = try project.published(to: .local).text
            let template = try project.template().text
            #expect(try DocumentedCode.template(of: project, references: references) == template)
        }
    }

    /// The manifest of the documentation, and the errors that it shows.
    @Test func documentedManifestAndErrorsAreAccurate() throws {
        let article = try text("Sources/SageMaker/SageMaker.docc/TheManifest.md")
        let manifest = String(try #require(article.firstMatch(of: /```yaml\n(?s:(.*?))```/)?.1))
        DocumentedCode.manifest(manifest)
        #expect(try Project(yaml: manifest).endpoints.count == 1)

        let invalid = manifest.replacing("modelData:", with: "modelDat:").replacing("ml.c5.large", with: "c5.large")
        let error = #expect(throws: ManifestError.self) { try Project(yaml: invalid) }
        let message = try #require(article.firstMatch(of: /```text\n(?s:(.*?))\n```/)?.1)
        #expect(error?.message == String(message))
    }

    @Test(arguments: ["README.md", "Sources/sageassets/Documentation.docc/Manifest.md"])
    func manifestOfAPageIsValid(_ page: String) throws {
        let manifest = try #require(try text(page).firstMatch(of: /```yaml\n(?s:(.*?))```/)?.1)
        #expect(try Project(yaml: String(manifest)).destinations.map(\.name) == ["staging"])
    }
}
