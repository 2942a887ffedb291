import Archive
import Assets
import Basics
import Hashing
import Synchronization
import SystemPackage
import Testing
import TestSupport

@Suite(.temporaryDirectory, .hangLimit) struct BundleTests {
    private struct Failure: Error {}

    @Test func theWidthDoesNotChangeTheBytes() async throws {
        let first = try await Bundle.write(MemoryTree.example, width: 1)
        for width in [2, 7] {
            let other = try await Bundle.write(MemoryTree.example, width: width)
            #expect(other.bytes == first.bytes)
            #expect(other.description == first.description)
        }
    }

    @Test(arguments: BundleCompression.allCases)
    func otherProgramsReadBundles(compression: BundleCompression) async throws {
        let bundle = try await Bundle.write(MemoryTree.example, compression: compression, width: 2)
        let path = TemporaryDirectory.path.appending("bundle.tar.gz")
        try FileNode.file(bundle.bytes).write(to: path)
        let lines = try ReferenceTools.list(path, mode: "r:gz")
        #expect(try lines == ReferenceTools.list(path, mode: "r|gz"))
        try #require(lines.count == bundle.description.entries.count)
        for (line, entry) in zip(lines, bundle.description.entries) {
            #expect(line.utf8.starts(with: "'\(entry.entry.path)' 0 ".utf8))
            #expect(
                line.hasSuffix(" \(entry.entry.byteCount) '' 0 0 0 '' '' \(entry.digest?.description.prefix(8) ?? "")")
            )
        }
        let sums = try Tool.run(
            "sh",
            ["-c", "sha256sum < $0; gzip -dc $0 | sha256sum; tar -tzf $0 | wc -l", "bundle.tar.gz"],
            in: path.removingLastComponent()
        )
        let description = bundle.description
        let digests = [description.sha256, description.tarSHA256].map { "\($0?.description ?? "")  -\n" }
        #expect(sums.standardOutput == "\(digests.joined())\(bundle.description.entries.count)\n")
        #expect(description.byteCount == Int64(bundle.bytes.count))
        // Compressing the padding after the noise saves a few bytes, which only one setting does.
        let noise: FrameEncoder.Method = compression == .small ? .huffman : .stored
        #expect(bundle.description.frames?.map(\.method) == [.matches, .huffman, .huffman, noise, .matches, .matches])
        try bundle.verify()
    }

    @Test(arguments: [1, 3]) func digestsComputedBeforeWritingMatchTheBundle(width: Int) async throws {
        let read = Mutex(0)
        let writer = BundleWriter(MemoryTree.example, width: width)
        let known = try await writer.digests { count in read.withLock { $0 += count } }
        let bundle = try await Bundle.write(MemoryTree.example, width: 2)
        #expect(known.tree == HashedTree(sorted: bundle.description.entries))
        #expect(known.tarSHA256 == bundle.description.tarSHA256)
        #expect(read.withLock { $0 } == Int(known.tree.byteCount))
        #expect(known.checksums == MemoryTree.example.contents.map { CRC32.checksum($0) })
        let written = try await writer.write(known, to: { _ in })
        #expect(written.sha256 == bundle.description.sha256)
        #expect(written.tarSHA256 == bundle.description.tarSHA256)
        #expect(written.frames == bundle.description.frames)
    }

    @Test func theAddressDoesNotDependOnTheCompression() async throws {
        var addresses: Set<SHA256Digest> = []
        var objects: Set<SHA256Digest?> = []
        for compression in BundleCompression.allCases {
            let encoder = FrameEncoder(compression: compression)
            let written = try await BundleWriter(MemoryTree.example, encoder: encoder, width: 2).write { _ in }
            #expect(written.encoder == encoder.identifier)
            addresses.insert(written.tree.address)
            objects.insert(written.sha256)
        }
        #expect(addresses.count == 1)
        #expect(objects.count == 3)
    }

    @Test(arguments: [1, 3])
    func errorsOfTheContentAreThrown(width: Int) async throws {
        var tree = MemoryTree.example
        tree.unreadable = 5
        let broken = tree
        await #expect(throws: MemoryTree.Unreadable.self) { try await Bundle.write(broken, width: width) }
    }

    @Test(arguments: [1, 3], [0, 1, 4])
    func errorsOfTheSinkAreThrown(width: Int, call: Int) async throws {
        let calls = Atomic(0)
        await #expect(throws: Failure.self) {
            _ = try await BundleWriter(MemoryTree.example, width: width).write { _ in
                if calls.add(1, ordering: .relaxed).oldValue == call { throw Failure() }
            }
        }
    }

    @Test func cancellationEndsTheWrite() async throws {
        let never = Channel<Void>(capacity: 0)
        let task = Task {
            try await BundleWriter(MemoryTree.example, width: 3).write { _ in try await never.send(()) }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
    }
}
