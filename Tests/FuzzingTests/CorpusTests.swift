import Basics
import Foundation
import Fuzzing
import Testing
import TestSupport

/// The kept inputs of `ci/fuzz`: seeds, and what once violated a property.
@Suite struct CorpusTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Corpus")

    /// Some targets wait for asynchronous work: not on the threads that it needs.
    private static let executor = Result { try BlockingExecutor(threadCount: 2) }

    /// The kept inputs of a target, by their files' names.
    private static func inputs(of target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        let files = try FileManager.default.contentsOfDirectory(
            at: folder.appending(path: target.name),
            includingPropertiesForKeys: nil
        )
        return try files.sorted { $0.path < $1.path }.map { ($0.lastPathComponent, [UInt8](try Data(contentsOf: $0))) }
    }

    @Test(arguments: FuzzTarget.all)
    func keptInputsHaveAllProperties(target: FuzzTarget) async throws {
        let inputs = try Self.inputs(of: target)
        #expect(!inputs.isEmpty)
        let executor = try Self.executor.get()
        await withTaskExecutorPreference(executor) {
            for input in inputs { #expect(throws: Never.self, "\(input.name)") { try target.run(input.bytes) } }
        }
    }

    /// A few inputs near the kept ones, the same each time; `ci/fuzz` tries thousands, and follows what they reach.
    @Test(arguments: FuzzTarget.all)
    func changedInputsHaveAllProperties(target: FuzzTarget) async throws {
        var mutator = Mutator(inputs: try Self.inputs(of: target).map(\.bytes))
        let executor = try Self.executor.get()
        await withTaskExecutorPreference(executor) {
            for _ in 0..<150 {
                let input = mutator.next()
                #expect(throws: Never.self, "\(Data(input).base64EncodedString())") { try target.run(input) }
            }
        }
    }
}

/// Makes inputs from others: bytes changed, left out, repeated, and brought in from another one.
private struct Mutator {
    private static let byteLimit = 8192

    let inputs: [[UInt8]]
    private var generator = SplitMix(state: 1)

    init(inputs: [[UInt8]]) { self.inputs = inputs }

    mutating func next() -> [UInt8] {
        var bytes = Array((inputs.randomElement(using: &generator) ?? []).prefix(Self.byteLimit))
        for _ in 0..<Int.random(in: 1...4, using: &generator) { change(&bytes) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let start = Int.random(in: 0...bytes.count, using: &generator)
        let end = min(bytes.count, start + Int.random(in: 0...16, using: &generator))
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes.replaceSubrange(start..<end, with: [])
        case 1: bytes.insert(contentsOf: bytes[start..<end], at: start)
        case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: start)
        case 3:
            let other = inputs.randomElement(using: &generator) ?? []
            let from = Int.random(in: 0...other.count, using: &generator)
            bytes.replaceSubrange(start..<end, with: other[from...].prefix(32))
        default:
            guard start < bytes.count else { return }
            bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        }
    }
}

extension FuzzTarget: CustomTestStringConvertible {
    /// The target's name.
    public var testDescription: String { name }
}
