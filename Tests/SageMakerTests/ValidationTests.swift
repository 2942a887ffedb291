import Foundation
import Manifests
import SageMaker
import SystemPackage
import Testing

/// Each rule of SageMaker, and each correct rule of the AWS CDK's library, with a valid and an invalid manifest.
@Suite struct ValidationTests {
    /// A row of Cases/validation.json.
    struct Row: Sendable, CustomTestStringConvertible {
        let rule: String
        let accepted: String?
        let refused: String?
        /// The path of the expected diagnostic.
        let path: String

        var testDescription: String { rule }

        static let all: [Row] = {
            let file = FilePath(#filePath).removingLastComponent().appending("Cases/validation.json")
            guard let text = try? read(file),
                let rows = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]]
            else { return [] }
            return rows.map { row in
                func manifest(_ name: String) -> String? {
                    guard let value = row[name], let data = try? JSONSerialization.data(withJSONObject: value) else {
                        return nil
                    }
                    return String(decoding: data, as: UTF8.self)
                }
                return Row(
                    rule: row["rule"] as? String ?? "",
                    accepted: manifest("accept"),
                    refused: manifest("refuse"),
                    path: row["path"] as? String ?? ""
                )
            }
        }()
    }

    @Test(arguments: Row.all)
    func validManifestsAreAcceptedAndInvalidOnesRefused(row: Row) throws {
        if let accepted = row.accepted { #expect(throws: Never.self) { try Project(yaml: accepted) } }
        guard let refused = row.refused else { return }
        let error = #expect(throws: ManifestError.self) { try Project(yaml: refused) }
        guard case .manifest(let diagnostics)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(diagnostics.contains { $0.location.path?.description == row.path })
        #expect(diagnostics.allSatisfy { $0.location.position != nil })
        #expect(error?.exitStatus == .invalid)
    }

    @Test func rowsAreFound() { #expect(Row.all.count > 150) }
}
