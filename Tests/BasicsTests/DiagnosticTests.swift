import Basics
import Foundation
import SystemPackage
import Testing

@Suite struct DiagnosticTests {
    static let diagnostics: [(Diagnostic, line: String)] = [
        (Diagnostic(.error, "syntax", "the text ends"), "the text ends"),
        (
            Diagnostic(
                .error,
                "unknown-property",
                at: .init(
                    file: "x.yaml",
                    position: SourceLocation(line: 3, column: 5),
                    path: PropertyPath([.property("models"), .property("a.b"), .index(0)])
                ),
                "is not a property here",
                fix: "did you mean 'image'?"
            ),
            #"x.yaml:3:5: models["a.b"][0]: is not a property here; did you mean 'image'?"#
        ),
        (
            Diagnostic(.warning, "mac-metadata", at: .init(member: "._a", otherMemberCount: 2), "macOS metadata"),
            "._a (and 2 more): macOS metadata"
        ),
    ]

    @Test(arguments: diagnostics)
    func theLineHasTheLocationTheDefectAndTheFix(diagnostic: Diagnostic, line: String) {
        #expect(diagnostic.line == line)
    }

    @Test(arguments: diagnostics.map(\.0))
    func jsonIsReadBack(diagnostic: Diagnostic) throws {
        let data = try JSONEncoder().encode(diagnostic)
        #expect(try JSONDecoder().decode(Diagnostic.self, from: data) == diagnostic)
        #expect(try JSONDecoder().decode(JSON.self, from: data) == diagnostic.json)
    }

    @Test func anErrorKeepsWhatIsReported() throws {
        let error = ReportedError(FileError("read", "a", .noSpace))
        #expect(error.errorCode == "no-space")
        #expect(error.exitStatus == .failed)
        #expect(error.hint?.isEmpty == false)
        #expect(try JSONDecoder().decode(ReportedError.self, from: JSONEncoder().encode(error)) == error)
        #expect(ReportedError(CancellationError()).exitStatus == .interrupted)
    }

    @Test(arguments: [
        PropertyPath(), PropertyPath([.index(3), .property("a")]), PropertyPath([.property("a.b"), .property("c")]),
        PropertyPath([.property(""), .property("]\""), .property("\\"), .property("\u{1}"), .property("é😀")]),
        PropertyPath([.property("a"), .index(0), .index(12), .property("b c")]),
    ])
    func pathsAreParsedFromTheirText(path: PropertyPath) {
        #expect(PropertyPath(path.description) == path)
    }

    @Test(arguments: ["[", "[a]", "a.", "a..b", ".a", "[\"a]", "[\"a\"", "[-1]", "a[1", "[\"a\"]b"])
    func textThatIsNoPathIsRefused(text: String) {
        #expect(PropertyPath(text) == nil)
    }
}
