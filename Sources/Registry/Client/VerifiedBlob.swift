internal import Basics
internal import Hashing
internal import Synchronization

/// The bytes of a blob, whose digest is computed while they are sent.
///
/// Bytes that are not the blob's end the request before it is complete: whether the registry compares does not matter.
final class VerifiedBlob: ByteSource {
    private struct State: ~Copyable {
        var position = 0
        var hash = SHA256()
    }

    private let source: any ByteSource
    private let blob: BlobDescriptor
    private let state = Mutex(State())

    /// Wraps the bytes of one attempt.
    ///
    /// - Throws: `RegistryError` if they are more or fewer than the blob has.
    init(_ source: any ByteSource, _ blob: BlobDescriptor) throws(RegistryError) {
        guard Int64(source.byteCount) == blob.byteCount else {
            throw .damagedBlob(blob.digest, problem: "it has \(source.byteCount) bytes, not \(blob.byteCount)")
        }
        self.source = source
        self.blob = blob
        guard source.byteCount == 0 else { return }
        try Self.check(SHA256.hash(""), blob)
    }

    var byteCount: Int { source.byteCount }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
        try source.read(at: offset, into: buffer)
        try state.withLock { state in
            if offset == 0 {
                state.hash = SHA256()
                state.position = 0
            }
            precondition(offset == state.position, "a body is read in order")
            state.hash.update(UnsafeRawBufferPointer(buffer).bytes)
            state.position += buffer.count
            if state.position == byteCount { try Self.check(state.hash.finish(), blob) }
        }
    }

    private static func check(_ digest: SHA256Digest, _ blob: BlobDescriptor) throws(RegistryError) {
        guard digest != blob.digest.sha256 else { return }
        throw .damagedBlob(blob.digest, problem: "its digest is \(ImageDigest(digest))")
    }
}
