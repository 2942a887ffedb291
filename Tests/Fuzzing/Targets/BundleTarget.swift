import Archive
import Assets
import Hashing

extension FuzzTarget {
    /// The tar archive in a bundle whose index keeps no digest of it: only the archive that the writer makes is accepted.
    static let bundle = FuzzTarget("bundle") { input in
        let frame = try FrameEncoder().encode(input)
        let checksum = CRC32.checksum(input)
        let object = Gzip.header + frame.bytes + Gzip.trailer(crc32: checksum, byteCount: Int64(input.count))
        let record = FrameRecord(
            method: frame.method,
            byteCount: frame.bytes.count,
            tarByteCount: input.count,
            crc32: checksum
        )
        let description = BundleDescription(
            entries: SmallTree.hashed,
            frames: [record],
            byteCount: Int64(object.count),
            sha256: nil,
            tarSHA256: nil
        )
        let isArchive = try input == SmallTree.archive()
        do {
            // Parts of an odd size, so that they end anywhere in a block.
            var verifier = try BundleVerifier(description)
            for start in stride(from: 0, to: object.count, by: 101) {
                try verifier.update(object[start..<min(start + 101, object.count)].span.bytes)
            }
            try verifier.finish()
            try require(isArchive, "another archive is accepted")
        } catch let error as ArchiveError {
            try require(!isArchive, "the archive is rejected: \(error)")
        }
    }
}

/// A tree with an entry of each kind, and a name that needs a pax header.
private struct SmallTree: TreeContent {
    private static let content = Array("#!/bin/sh\n".utf8)
    private static let longName = String(repeating: "n", count: 150) + "\u{e9}"

    static let hashed = [
        HashedTree.Entry(TreeEntry(path: "a", kind: .directory), digest: nil),
        HashedTree.Entry(TreeEntry(path: "a/link", kind: .link(target: "../run.sh")), digest: nil),
        HashedTree.Entry(
            TreeEntry(path: longName, kind: .file(size: 0, isExecutable: false)),
            digest: SHA256.hash("")
        ),
        HashedTree.Entry(
            TreeEntry(path: "run.sh", kind: .file(size: Int64(content.count), isExecutable: true)),
            digest: SHA256.hash(content.span.bytes)
        ),
    ]

    /// The tar archive that the writer makes of the tree.
    static func archive() throws -> [UInt8] {
        var layout = try TarLayout(SmallTree().entries)
        return try layout.next()?.bytes(from: SmallTree()) ?? []
    }

    var entries: [TreeEntry] { Self.hashed.map(\.entry) }

    func read(_ slices: [ContentSlice], into buffer: UnsafeMutableRawBufferPointer) throws {
        for slice in slices {
            UnsafeMutableRawBufferPointer(rebasing: buffer[slice.destination])
                .copyBytes(from: Self.content[Int(slice.offset)...].prefix(slice.destination.count))
        }
    }
}
