import Archive
import Assets
import Hashing
import Testing
import TestSupport

@Suite struct BundleVerifierTests {
    private static let tree = MemoryTree([
        ("a.txt", Sample.text.bytes(3000)), ("big", Sample.bfloat16.bytes((1 << 20) + 3)), ("empty", []),
        ("run.sh", Array("#!/bin/sh\n".utf8)), (String(repeating: "é/", count: 150) + "z", [1, 2, 3]),
    ])

    private static func expectMismatch(_ bundle: Bundle, _ comment: Comment) {
        let error = #expect(throws: ArchiveError.self, comment) { try bundle.verify() }
        guard case .mismatch = error else {
            Issue.record("\(comment): \(String(describing: error))")
            return
        }
    }

    @Test func bundlesOfTheWriterAreAccepted() async throws {
        for blockByteCount in [1 << 20, 4096, 101] {
            try await Bundle.write(Self.tree, width: 2).verify(blockByteCount: blockByteCount)
        }
        try await Bundle.write(MemoryTree([]), width: 1).verify()
        let entries = [
            TreeEntry(path: "d", kind: .directory), TreeEntry(path: "d/e\u{301}", kind: .link(target: "../\u{e9}")),
            TreeEntry(path: "far", kind: .link(target: String(repeating: "../", count: 100))),
            TreeEntry(path: "\u{e9}", kind: .file(size: 0, isExecutable: true)),
        ]
        try await Bundle.write(MemoryTree(entries: entries), width: 1).verify(blockByteCount: 1)
    }

    @Test func aFileIsVerifiedByItsDigest() throws {
        let digest = SHA256.hash("hello")
        let description = BundleDescription(entries: [], frames: nil, byteCount: 5, sha256: digest, tarSHA256: nil)
        var file = Bundle(bytes: Array("hello".utf8), description: description)
        try file.verify()
        file.bytes[0] ^= 1
        Self.expectMismatch(file, "another byte")
    }

    @Test func aTruncatedOrLongerBundleIsRejected() async throws {
        let whole = try await Bundle.write(Self.tree, width: 2)
        let frame = 10 + (whole.description.frames?.first?.byteCount ?? 0)
        for count in [0, 1, 9, 10, 11, frame, whole.bytes.count / 2, whole.bytes.count - 13, whole.bytes.count - 1] {
            var bundle = whole
            bundle.bytes = Array(whole.bytes.prefix(count))
            Self.expectMismatch(bundle, "cut to \(count)")
        }
        for more in [[0], whole.bytes] {
            var bundle = whole
            bundle.bytes += more
            Self.expectMismatch(bundle, "longer")
            // Even if the index agrees: a second member or padding is no part of a bundle.
            bundle.description.byteCount = Int64(bundle.bytes.count)
            bundle.description.sha256 = SHA256.hash(bundle.bytes.span.bytes)
            #expect(throws: ArchiveError.self) { try bundle.verify() }
        }
    }

    @Test func aFlippedBitIsRejectedAnywhere() async throws {
        let whole = try await Bundle.write(Self.tree, width: 2)
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix(state: seed)
        let ends = Array(0..<40) + (whole.bytes.count - 40..<whole.bytes.count)
        for position in ends + (0..<20).map({ _ in Int(random.next() % UInt64(whole.bytes.count)) }) {
            var bundle = whole
            bundle.bytes[position] ^= 1 << UInt8(random.next() % 8)
            Self.expectMismatch(bundle, "byte \(position), seed \(seed)")
            // Even if the digest agrees: the content is verified too. Elsewhere a bit may have no effect, like those that
            // fill a byte, or the distance of a match among zeros.
            let isInHuffmanBlock = (whole.bytes.count / 4..<whole.bytes.count / 4 * 3).contains(position)
            guard isInHuffmanBlock else { continue }
            bundle.description.sha256 = SHA256.hash(bundle.bytes.span.bytes)
            Self.expectMismatch(bundle, "byte \(position), seed \(seed), its digest in the index")
        }
    }

    @Test func theIndexOfAnotherTreeIsRejected() async throws {
        let whole = try await Bundle.write(Self.tree, width: 2)
        typealias Entry = HashedTree.Entry
        let changes: [(String, (inout [Entry]) -> Void)] = [
            ("an entry more in the bundle", { $0.removeLast() }),
            ("the first entry more in the bundle", { $0.removeFirst() }),
            ("an entry less in the bundle", { $0.append(Entry(TreeEntry(path: "zz", kind: .directory), digest: nil)) }),
            ("another order", { $0.swapAt(0, 2) }),
            ("another name", { $0[0] = Entry(TreeEntry(path: "b.txt", kind: $0[0].entry.kind), digest: $0[0].digest) }),
            (
                "another mode",
                { entries in
                    let kind = TreeEntry.Kind.file(size: 3000, isExecutable: true)
                    entries[0] = Entry(TreeEntry(path: "a.txt", kind: kind), digest: entries[0].digest)
                }
            ),
            (
                "another size",
                { entries in
                    let kind = TreeEntry.Kind.file(size: 2999, isExecutable: false)
                    entries[0] = Entry(TreeEntry(path: "a.txt", kind: kind), digest: entries[0].digest)
                }
            ),
            ("another kind", { $0[2] = Entry(TreeEntry(path: "empty", kind: .link(target: "a.txt")), digest: nil) }),
            ("other content", { $0[0] = Entry($0[0].entry, digest: SHA256.hash("other")) }),
        ]
        for (name, change) in changes {
            var bundle = whole
            change(&bundle.description.entries)
            Self.expectMismatch(bundle, "\(name)")
        }
    }

    @Test func aDifferenceIsReportedWithItsMemberAndOffset() async throws {
        let whole = try await Bundle.write(Self.tree, width: 2)
        // The header of the first entry, its 3,000 bytes, their padding, and the header of the second one.
        let second = 512 + 6 * 512
        let changes: [(what: String, change: (inout [HashedTree.Entry]) -> Void)] = [
            (
                "the header of 'bug', at byte \(second + 1) of its tar archive",
                { $0[1] = .init(TreeEntry(path: "bug", kind: $0[1].entry.kind), digest: $0[1].digest) }
            ),
            (
                "the content of 'a.txt', which ends at byte \(512 + 3000) of its tar archive",
                { $0[0] = .init($0[0].entry, digest: SHA256.hash("other")) }
            ),
            (
                "an entry that the index does not have, at byte \(second) of its tar archive",
                { $0.removeLast($0.count - 1) }
            ),
        ]
        for (what, change) in changes {
            var bundle = whole
            change(&bundle.description.entries)
            #expect(throws: ArchiveError.mismatch(what: what)) { try bundle.verify() }
        }
    }

    @Test(arguments: [
        TreeEntry(path: "a\u{0}b", kind: .directory), TreeEntry(path: "a", kind: .link(target: "\u{0}")),
        TreeEntry(path: "a", kind: .file(size: -1, isExecutable: false)),
    ])
    func anEntryThatNoHeaderCanExpressIsRejected(entry: TreeEntry) async throws {
        var bundle = try await Bundle.write(Self.tree, width: 2)
        bundle.description.entries[0] = .init(entry, digest: entry.isFile ? SHA256.hash("") : nil)
        let reason = "no tar archive can hold '\(entry.path)'"
        #expect(throws: ArchiveError.invalidIndex(reason: reason)) { try bundle.verify() }
    }

    @Test func framesThatContradictTheIndexAreRejected() async throws {
        let whole = try await Bundle.write(Self.tree, width: 2)
        let other = try await Bundle.write(MemoryTree([("b", [1])]), width: 1)
        var bundle = whole
        bundle.description.frames = other.description.frames
        #expect(throws: ArchiveError.invalidIndex(reason: "the sizes of its frames do not add up to its size")) {
            try bundle.verify()
        }
        bundle = whole
        bundle.description.frames?.swapAt(0, 1)
        Self.expectMismatch(bundle, "frames in another order")
        bundle = whole
        bundle.description.tarSHA256 = SHA256.hash("other")
        Self.expectMismatch(bundle, "another tar")
        // Without a digest of the tar archive, its entries are verified all the same.
        bundle.description.tarSHA256 = nil
        try bundle.verify()
        let first = try #require(bundle.description.frames?.first)
        bundle.description.frames?[0] = FrameRecord(
            method: .stored,
            byteCount: first.byteCount,
            tarByteCount: first.tarByteCount,
            crc32: first.crc32 ^ 1
        )
        #expect(throws: ArchiveError.self) { try bundle.verify() }
    }
}
