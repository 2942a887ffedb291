internal import Hashing

/// Checks that an object is what its index says, while its bytes pass once: the core of `sageassets verify`, which is to
/// come.
///
/// For a bundle that is all of it: the size and the digest of the object, the place, size and checksum of every frame,
/// that each frame can be decoded without the others, the digest of the tar archive, and the tar's entries, one by one,
/// with their metadata and content. Nothing is believed that the index does not say, so memory stays bounded whatever
/// the bytes are.
///
///     var verifier = try BundleVerifier(description)
///     for try await block in blocks { try verifier.update(block.span.bytes) }
///     try verifier.finish()
public struct BundleVerifier: ~Copyable {
    private let description: BundleDescription
    private var byteCount: Int64 = 0
    private var hash = SHA256()
    /// Nil where the object is a file that is published as it is.
    private var stream: BundleStream?

    /// Starts before the first byte.
    ///
    /// - Throws: `ArchiveError.invalidIndex` if no object could be what the index says.
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

    /// Takes the next bytes of the object.
    ///
    /// - Throws: `ArchiveError.mismatch` as soon as the object cannot be what the index says.
    public mutating func update(_ bytes: RawSpan) throws(ArchiveError) {
        guard Int64(bytes.byteCount) <= description.byteCount - byteCount else {
            throw .mismatch(what: "it is larger than \(description.byteCount) bytes")
        }
        byteCount += Int64(bytes.byteCount)
        hash.update(bytes)
        try bytes.withUnsafeBytes { bytes throws(ArchiveError) in try stream?.update(bytes) }
    }

    /// Ends the object.
    ///
    /// - Throws: `ArchiveError.mismatch` if it is not what the index says.
    public consuming func finish() throws(ArchiveError) {
        guard byteCount == description.byteCount else {
            throw .mismatch(what: "it has \(byteCount) bytes, not \(description.byteCount)")
        }
        try stream?.finish()
        let digest = hash.finish()
        // Without one, what the frames hold was compared with the entries' digests.
        guard description.sha256 ?? digest == digest else { throw .mismatch(what: "its SHA-256") }
    }
}

extension BundleVerifier {
    private static let blockByteCount = 256 << 10

    /// Checks an object that is read from a source, like a file.
    ///
    /// - Parameters:
    ///   - description: The facts of its index.
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
