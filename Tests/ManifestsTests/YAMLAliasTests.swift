import Basics
import Manifests
import Testing
import TestSupport

/// Documents of a few lines whose aliases stand for more values than fit into memory.
@Suite struct YAMLAliasTests {
    private static func document(_ first: String, _ next: (String) -> String) -> String {
        (1...20).reduce("a0: &a0 \(first)\n") { text, index in
            let aliases = Array(repeating: "*a\(index - 1)", count: 9).joined(separator: ", ")
            return text + "a\(index): &a\(index) \(next("[\(aliases)]"))\n"
        }
    }

    @Test(
        .hangLimit,
        arguments: [
            document("[x]") { $0 }, document("{x: 1}") { "{<<: \($0)}" }, document("{}") { "{<<: \($0)}" },
        ]
    )
    func expansionIsBounded(text: String) throws {
        let error = try #require(throws: Diagnostic.self) { try DocumentReader(yaml: text, file: "a.yaml") }
        #expect(error.code == .tooLarge)
    }
}
