internal import Hashing

/// Verifies the tar archive that a bundle's frames contain, while it is decoded.
struct BundleContent: ~Copyable {
    /// Nil if the index has no digest of the archive; its entries are verified all the same.
    private let tarSHA256: SHA256Digest?
    private var tar: TarVerifier
    private var hash = SHA256()
    private var checksum: UInt32 = 0
    private var frame: (index: Int, expected: FrameRecord, left: Int)?

    init(of description: BundleDescription) throws(ArchiveError) {
        tar = try TarVerifier(description.entries)
        tarSHA256 = description.tarSHA256
    }

    mutating func beginFrame(_ index: Int, _ expected: FrameRecord) {
        frame = (index, expected, expected.tarByteCount)
        checksum = 0
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        guard let (index, expected, left) = frame, !bytes.isEmpty else { return }
        guard bytes.count <= left else {
            throw .mismatch(what: "frame \(index) holds more than \(expected.tarByteCount) bytes")
        }
        frame?.left -= bytes.count
        checksum = CRC32.checksum(bytes, after: checksum)
        hash.update(bytes.bytes)
        try tar.update(bytes)
    }

    mutating func endFrame() throws(ArchiveError) {
        guard let (index, expected, left) = frame else { return }
        guard left == 0 else { throw .mismatch(what: "frame \(index) holds less than \(expected.tarByteCount) bytes") }
        guard checksum == expected.crc32 else { throw .mismatch(what: "the checksum of frame \(index)") }
        frame = nil
    }

    mutating func finish() throws(ArchiveError) {
        try tar.finish()
        let digest = hash.finish()
        guard tarSHA256 ?? digest == digest else { throw .mismatch(what: "the SHA-256 of its tar archive") }
    }
}
