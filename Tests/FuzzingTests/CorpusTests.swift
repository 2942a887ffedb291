import Basics
import Foundation
import Fuzzing
import Testing

/// The kept inputs of `ci/fuzz`: seeds, and what once violated a property.
@Suite struct CorpusTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Corpus")

    /// Some targets wait for asynchronous work: not on the threads that it needs.
    private static let executor = Result { try BlockingExecutor(threadCount: 2) }

    @Test(arguments: FuzzTarget.all)
    func keptInputsHaveAllProperties(target: FuzzTarget) async throws {
        let folder = Self.folder.appending(path: target.name)
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(!files.isEmpty)
        try await withTaskExecutorPreference(try Self.executor.get()) {
            for file in files {
                let input = [UInt8](try Data(contentsOf: file))
                #expect(throws: Never.self, "\(file.lastPathComponent)") { try target.run(input) }
            }
        }
    }
}

extension FuzzTarget: CustomTestStringConvertible {
    /// The target's name.
    public var testDescription: String { name }
}
