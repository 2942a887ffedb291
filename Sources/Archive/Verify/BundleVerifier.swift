internal import Hashing

/// Verifies in one pass that the bytes of an object match its index.
///
/// For a bundle it verifies everything: the size and digest of the object, the offset, size and checksum of every frame,
/// that each frame can be decoded without the others, the digest of the tar archive, and each entry with its metadata and
/// content. All sizes come from the index, so memory stays bounded whatever the bytes are.
///
/// Only tests use it until the command `sageassets verify` exists.
///
///     var verifier = try BundleVerifier(description)
///     for try await block in blocks { try verifier.update(block.span.bytes) }
///     try verifier.finish()
public struct BundleVerifier: ~Copyable {
    private let description: BundleDescription
    private var byteCount: Int64 = 0
    private var hash = SHA256()
    /// Nil for a file that is published as it is.
    private var stream: BundleStream?

    /// Creates a verifier that expects the first byte of the object.
    ///
    /// - Throws: `ArchiveError.invalidIndex` if no object can match the index.
    public init(_ description: BundleDescription) throws(ArchiveError) {
        let stream: BundleStream? =
            if let frames = description.frames {
                try BundleStream(description, frames: frames)
            } else {
                nil
            }
        self.description = description
        self.stream = stream
    }

    /// Verifies the next bytes of the object.
    ///
    /// - Throws: `ArchiveError.mismatch` at the first difference from the index.
    public mutating func update(_ bytes: RawSpan) throws(ArchiveError) {
        guard Int64(bytes.byteCount) <= description.byteCount - byteCount else {
            throw .mismatch(what: "it is larger than \(description.byteCount) bytes")
        }
        byteCount += Int64(bytes.byteCount)
        hash.update(bytes)
        try bytes.withUnsafeBytes { bytes throws(ArchiveError) in try stream?.update(bytes) }
    }

    /// Verifies that the object is complete.
    ///
    /// - Throws: `ArchiveError.mismatch` if it differs from the index.
    public consuming func finish() throws(ArchiveError) {
        guard byteCount == description.byteCount else {
            throw .mismatch(what: "it has \(byteCount) bytes, not \(description.byteCount)")
        }
        try stream?.finish()
        let digest = hash.finish()
        // Without a digest of the object, the digests of the entries have verified the content.
        guard description.sha256 ?? digest == digest else { throw .mismatch(what: "its SHA-256") }
    }
}

extension BundleVerifier {
    private static let blockByteCount = 256 << 10

    /// Verifies an object that is read from a source, like a file.
    ///
    /// - Parameters:
    ///   - description: The description of the object in its index.
    ///   - source: Reads the next bytes into a buffer and returns their number; 0 at the end.
    /// - Throws: What the source throws, `ArchiveError`, `CancellationError`.
    public static func verify(
        _ description: BundleDescription,
        reading source: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws {
        var verifier = try BundleVerifier(description)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: blockByteCount, alignment: 4096)
        defer { buffer.deallocate() }
        while true {
            try Task.checkCancellation()
            let count = try source(buffer)
            guard count > 0 else { break }
            try verifier.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]).bytes)
        }
        try verifier.finish()
    }
}
