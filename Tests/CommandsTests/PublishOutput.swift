import Foundation
import Testing
import TestSupport

/// The result of `sageassets publish --output json`.
struct PublishOutput {
    struct Report: Decodable {
        let failed: [Failure]?
        let found: [Item]?
        let sent: [Item]?
        let plan: [Plan]?
        let stats: [String: Int]?
        let warnings: [Warning]?
        let error: ErrorObject?
    }

    struct Item: Decodable {
        let address: String
        let asset: String
        let destination: String
        let uri: String
        let image: String?
    }

    struct Plan: Decodable {
        struct Image: Decodable {
            let action: String
            let builder: String?
            let source: String?
        }

        let asset: String
        let destination: String
        let status: String
        let image: Image?
    }

    struct Warning: Decodable {
        struct Diagnostic: Decodable {
            let code: String
            let member: String?
        }

        let asset: String
        let diagnostic: Diagnostic
    }

    struct Failure: Decodable {
        let asset: String?
        let destination: String?
        let error: ErrorObject
    }

    struct ErrorObject: Decodable {
        let code: String?
        let message: String
        let hint: String?
        let exit: Int
    }

    let status: Int32
    let standardOutput: String
    let standardError: String
    let report: Report

    /// Reads the output, which must be one JSON object and nothing else.
    init(_ output: Tool.Output) throws {
        (status, standardOutput, standardError) = (output.status, output.standardOutput, output.standardError)
        report = try #require(
            try? JSONDecoder().decode(Report.self, from: Data(output.standardOutput.utf8)),
            "no JSON: \(output.standardOutput)\n\(output.standardError)"
        )
    }

    /// The paths of the assets that were sent, sorted.
    var sent: [String] { (report.sent ?? []).map(\.asset).sorted() }
    /// The paths of the assets that were found, sorted.
    var found: [String] { (report.found ?? []).map(\.asset).sorted() }
    /// The errors of assets and of the whole run.
    var errors: [ErrorObject] { (report.failed ?? []).map(\.error) + [report.error].compactMap { $0 } }
    /// The lines of standard error that begin with `error:`.
    var errorLines: [Substring] { standardError.split(separator: "\n").filter { $0.hasPrefix("error:") } }
}
