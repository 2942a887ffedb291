import Foundation
import IgnoreRules
import Testing

/// A row of moby's test tables: patterns, a path, and whether the path is excluded.
///
/// The rows are read from the file at `SAGEASSETS_DOCKERIGNORE_CASES`, by default one beside this package; they are not
/// part of the package.
struct IgnoreRuleVector: Sendable, Decodable, CustomTestStringConvertible {
    let patterns: [String]
    let path: String
    let expected: Bool
    let error: Bool

    var testDescription: String { "\(patterns) on '\(path)'" }

    static let file: URL = {
        if let named = ProcessInfo.processInfo.environment["SAGEASSETS_DOCKERIGNORE_CASES"] {
            return URL(fileURLWithPath: named)
        }
        var package = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { package.deleteLastPathComponent() }
        return package.appendingPathComponent("../shared/testdata/dockerignore/cases.json").standardizedFileURL
    }()

    static let isThere = FileManager.default.fileExists(atPath: file.path)

    static func rows() throws -> [IgnoreRuleVector] {
        guard isThere else { return [] }
        return try JSONDecoder().decode([IgnoreRuleVector].self, from: Data(contentsOf: file))
    }
}

@Suite(
    "Moby's .dockerignore cases",
    .enabled(if: IgnoreRuleVector.isThere, "SAGEASSETS_DOCKERIGNORE_CASES names no file")
)
struct IgnoreRuleSetVectorTests {
    @Test(arguments: try IgnoreRuleVector.rows())
    func row(_ vector: IgnoreRuleVector) throws {
        if vector.error {
            #expect(throws: IgnoreRuleError.self) { try IgnoreRuleSet(patterns: vector.patterns) }
        } else {
            #expect(try IgnoreRuleSet(patterns: vector.patterns).excludes(vector.path) == vector.expected)
        }
    }
}
