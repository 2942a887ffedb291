import Manifests
import SageMaker
import SystemPackage
import Testing

/// Code in the documentation compiles and does what the pages say.
@Suite struct DocumentationTests {
    private static let root = Example.folder.removingLastComponent()

    /// The documents with Swift code in them.
    private static let documents =
        ["Sources/sageassets/Documentation.docc/Library.md"]
        + ["SageMaker", "DefinitionsInSwift", "TheManifest"].map { "Sources/SageMaker/SageMaker.docc/\($0).md" }

    private func text(_ path: String) throws -> String { try read(Self.root.appending(path)) }

    /// The Swift code of a document, without imports: these stand at the top of a file.
    private func code(of document: String) throws -> [String] {
        try text(document).matches(of: /```swift\n(?s:(.*?))```/).map { match in
            let lines = match.1.split(separator: "\n", omittingEmptySubsequences: false)
            return trimmed(lines.drop { $0.hasPrefix("import ") })
        }
    }

    /// Lines without the empty ones around them, and without what all are indented by.
    private func trimmed(_ lines: some Sequence<Substring>) -> String {
        let inner = lines.drop(while: \.isEmpty).reversed().drop(while: \.isEmpty).reversed()
        let indentation = inner.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        return inner.map { $0.dropFirst(indentation) }.joined(separator: "\n")
    }

    @Test func allCodeOfTheDocumentsIsCompiled() throws {
        let sources = ["SageMakerTests/DocumentedCode", "PublishingTests/PublisherTests"]
        let source = try sources.map { try text("Tests/\($0).swift") }.joined()
        let compiled = source.matches(of: #/ +// begin\n(?s:(.*?)) +// end\n/#).map { match in
            trimmed(match.1.split(separator: "\n", omittingEmptySubsequences: false))
        }
        let documented = try Self.documents.flatMap(code)
        #expect(documented.count == 10)
        #expect(documented.sorted() == compiled.sorted())
    }

    @Test func allCodeOfTheDocumentsRuns() throws {
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

    /// The manifest of the documentation, and the mistakes that it shows.
    @Test func theManifestOfTheDocumentationIsRead() throws {
        let article = try text("Sources/SageMaker/SageMaker.docc/TheManifest.md")
        let manifest = String(try #require(article.firstMatch(of: /```yaml\n(?s:(.*?))```/)?.1))
        DocumentedCode.manifest(manifest)
        #expect(try Project(yaml: manifest).endpoints.count == 1)

        let wrong = manifest.replacing("modelData:", with: "modelDat:").replacing("ml.c5.large", with: "c5.large")
        let error = #expect(throws: ManifestError.self) { try Project(yaml: wrong) }
        let message = try #require(article.firstMatch(of: /```text\n(?s:(.*?))\n```/)?.1)
        #expect(error?.message == String(message))
    }

    @Test(arguments: ["README.md", "Sources/sageassets/Documentation.docc/Manifest.md"])
    func theManifestOfAPageIsRead(_ page: String) throws {
        let manifest = try #require(try text(page).firstMatch(of: /```yaml\n(?s:(.*?))```/)?.1)
        #expect(try Project(yaml: String(manifest)).destinations.map(\.name) == ["staging"])
    }
}
