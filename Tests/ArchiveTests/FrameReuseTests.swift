import Archive
import Assets
import Hashing
import Synchronization
import Testing
import TestSupport

/// Bundles that reuse frames of a base, without reading unchanged files.
@Suite(.hangLimit) struct FrameReuseTests {
    fileprivate typealias Items = [(path: String, content: [UInt8])]

    /// Small files before, between and behind large ones of several frames.
    private static let items: Items = [
        ("a.json", Sample.text.bytes(1000)), ("b.bin", Sample.random.bytes((13 << 20) + 7)),
        ("c.bin", Sample.random.bytes(9 << 20)), ("d.txt", Sample.text.bytes(70_000)),
        ("e.bin", Sample.random.bytes((6 << 20) + 1)), ("f", []), ("g.txt", Sample.text.bytes(300_000)),
    ]

    /// A bundle that was written in parts.
    fileprivate struct Published {
        let bytes: [UInt8]
        let description: BundleDescription
        let parts: [Part]

        init(_ items: Items) async throws {
            let collected = Collected()
            let written = try await BundleWriter(MemoryTree(items), width: 2).write { try collected.add($0) }
            (bytes, parts) = collected.finish()
            description = BundleDescription(written)
        }
    }

    /// A part of a bundle.
    fileprivate struct Part: Equatable {
        let range: Range<Int64>
        let sha256: SHA256Digest
    }

    /// Collects the slices of a bundle, with the ranges of the reused ones.
    private final class Collected: Sendable {
        private struct State {
            var bytes: [UInt8] = []
            var parts: [Part] = []
            var partStart = 0
            var reused: [Range<Int64>] = []

            mutating func cut() {
                let part = Array(bytes[partStart...])
                let range = Int64(partStart)..<Int64(bytes.count)
                parts.append(Part(range: range, sha256: SHA256.hash(part.span.bytes)))
                partStart = bytes.count
            }
        }

        private let state = Mutex(State())

        func add(_ slice: BundleSlice) throws {
            let bytes = try slice.bytes()
            state.withLock { state in
                if case .reused(let frame) = slice.content { state.reused.append(frame.source) }
                state.bytes += bytes
                // Each slice is a part: how parts are cut is decided elsewhere.
                state.cut()
            }
        }

        func finish() -> (bytes: [UInt8], parts: [Part]) {
            state.withLock { ($0.bytes, $0.parts) }
        }

        var reused: [Range<Int64>] { state.withLock { $0.reused } }
    }

    private func known(_ items: Items) -> KnownContent {
        let entries = zip(MemoryTree(items).entries, items).map {
            HashedTree.Entry($0, digest: SHA256.hash($1.content.span.bytes))
        }
        return KnownContent(
            tree: HashedTree(sorted: entries),
            checksums: items.map { CRC32.checksum($0.content) }
        )
    }

    private typealias Change = @Sendable (inout [(path: String, content: [UInt8])]) -> Void

    private static let changes: [(name: String, change: Change)] = [
        ("nothing", { _ in }),
        ("a small file in front", { $0[0].content += [1] }),
        ("a large file, same size", { $0[2].content[5 << 20] ^= 1 }),
        ("a large file, its last byte", { $0[1].content[13 << 20] ^= 1 }),
        ("a large file grows", { $0[4].content += [1, 2, 3] }),
        ("a new file", { $0.insert(("bb", [7]), at: 2) }),
        ("a file less", { $0.remove(at: 3) }),
        ("a large file has another name", { $0[1].path = "b2.bin" }),
        ("the last file", { $0[6].content[0] ^= 1 }),
        ("everything", { items in for index in items.indices { items[index].content.append(9) } }),
    ]

    @Test(arguments: Self.changes.indices)
    func reuseDoesNotChangeTheBytes(change: Int) async throws {
        let base = try await Published(Self.items)
        var items = Self.items
        Self.changes[change].change(&items)
        let full = try await Published(items)
        let reuse = try #require(try FrameReuse(known(items), from: base))
        let collected = Collected()
        let written = try await BundleWriter(MemoryTree(items), width: 3)
            .write(known(items), reusing: reuse, to: { try collected.add($0) })
        #expect(written.frames == full.description.frames)
        #expect(written.byteCount == full.description.byteCount)
        #expect(written.sha256 == nil)
        let (bytes, parts) = collected.finish()
        #expect(bytes == full.bytes)
        #expect(parts == full.parts)
        #expect(reuse.copyableByteCount <= collected.reused.reduce(0) { $0 + Int64($1.count) })
        #expect((reuse.copyableByteCount > 8 << 20) == (Self.changes[change].name != "everything"))
    }

    @Test func theLikelySizeEstimatesTheNewBundle() async throws {
        let base = try await Published(Self.items)
        let same = try #require(try FrameReuse(known(Self.items), from: base))
        let size = base.description.byteCount
        #expect(abs(same.likelyByteCount - size) <= 1)
        let twice = Self.items + Self.items.map { ("z/\($0.path)", $0.content) }
        let larger = try #require(try FrameReuse(known(twice), from: base))
        #expect(abs(larger.likelyByteCount - 2 * size) < 10_000)
    }

    @Test func unchangedFilesAreNotRead() async throws {
        let base = try await Published(Self.items)
        var items = Self.items
        items[6].content[0] ^= 1
        let reuse = try #require(try FrameReuse(known(items), from: base))
        var tree = MemoryTree(items)
        tree.unreadable = 1
        _ = try await BundleWriter(tree, width: 2).write(known(items), reusing: reuse, to: { _ in })
    }

    @Test func aWrongIndexIsDetected() async throws {
        let (base, known) = (try await Published(Self.items), known(Self.items))
        let original = try #require(base.description.frames)
        func frames(_ edit: (Int) -> (byteCount: Int, crc32: UInt32)?) -> [FrameRecord] {
            original.enumerated().map { index, frame in
                guard let (byteCount, crc32) = edit(index) else { return frame }
                return FrameRecord(
                    method: frame.method,
                    byteCount: byteCount,
                    tarByteCount: frame.tarByteCount,
                    crc32: crc32
                )
            }
        }
        let first = original[0], second = original[1]

        // The checksums of small files are known: the frame is not reused.
        var small = base.description
        small.frames = frames { $0 == 0 ? (first.byteCount, first.crc32 ^ 1) : nil }
        let collected = Collected()
        let reuse = try #require(try FrameReuse(known, from: small, parts: base.parts.map(\.range)))
        _ = try await BundleWriter(MemoryTree(Self.items), width: 2)
            .write(known, reusing: reuse, to: { try collected.add($0) })
        #expect(collected.finish().bytes == base.bytes)

        // The checksum of a large file covers all its frames.
        var large = base.description
        large.frames = frames { $0 == 1 ? (second.byteCount, second.crc32 ^ 1) : nil }
        let wrongChecksum = try #require(try FrameReuse(known, from: large, parts: base.parts.map(\.range)))
        await #expect(throws: ArchiveError.contentChanged(path: "b.bin")) {
            _ = try await BundleWriter(MemoryTree(Self.items), width: 2).write(
                known,
                reusing: wrongChecksum,
                to: { _ in }
            )
        }

        // Wrong sizes are detected as soon as bytes are needed.
        var sizes = base.description
        sizes.frames = frames { $0 == 1 ? (second.byteCount - 1, second.crc32) : nil }
        let wrongSize = try #require(try FrameReuse(known, from: sizes, parts: base.parts.map(\.range)))
        await #expect(throws: ArchiveError.baseDiffers) {
            _ = try await BundleWriter(MemoryTree(Self.items), width: 2)
                .write(known, reusing: wrongSize, to: { _ = try $0.bytes() })
        }
    }

    @Test func recompressedFramesMatchTheirRecords() async throws {
        let base = try await Published(Self.items)
        let reuse = try #require(try FrameReuse(known(Self.items), from: base))
        for entry in [0, 2] {
            var items = Self.items
            items[entry].content[0] ^= 1
            await #expect(throws: ArchiveError.baseDiffers) {
                _ = try await BundleWriter(MemoryTree(items), width: 2)
                    .write(known(Self.items), reusing: reuse, to: { _ = try $0.bytes() })
            }
        }
    }

    @Test func aFileThatChangedMeanwhileIsReported() async throws {
        for entry in [0, 1, 3, 6] {
            var items = Self.items
            items[entry].content[items[entry].content.count - 1] ^= 1
            await #expect(throws: ArchiveError.contentChanged(path: items[entry].path)) {
                _ = try await BundleWriter(MemoryTree(items), width: 2).write(known(Self.items), to: { _ in })
            }
        }
    }
}

extension FrameReuse {
    fileprivate init?(_ content: KnownContent, from base: FrameReuseTests.Published) throws {
        try self.init(content, from: base.description, parts: base.parts.map(\.range))
    }
}
