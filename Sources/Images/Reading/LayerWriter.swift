internal import Archive
internal import Basics
internal import Hashing
internal import Registry
internal import SystemPackage

/// Writes layers to files: as they are, or compressed with the encoder of bundles, which makes the same bytes on every
/// machine.
struct LayerWriter: Sendable {
    /// The size of a frame's content: frames are compressed independently, on several threads.
    private static let frameByteCount = 4 << 20
    /// The most frames that are compressed at a time, whatever the number of processors: each takes 8 MiB.
    private static let widthLimit = 8

    /// The name of the image, for errors.
    let image: String
    /// The directory of the files.
    let directory: FilePath
    /// The number of frames that are compressed at a time, at most `widthLimit`.
    let width: Int

    /// Writes a layer.
    ///
    /// - Parameters:
    ///   - number: The number of the layer, which names its file.
    ///   - next: Reads the next bytes into a buffer and returns their number; 0 at the end.
    /// - Returns: The layer.
    /// - Throws: What reading throws, `FileError`, `ImageManifestError` for a compression that Docker schema 2 does not know, `CancellationError`.
    func write(_ number: Int, next: (UnsafeMutableRawBufferPointer) throws -> Int) async throws -> LayerFile {
        let path = directory.appending("\(number)")
        let file = try FileError.naming("create", path) {
            try FileDescriptor.open(
                path,
                .writeOnly,
                options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
                permissions: .ownerReadWrite
            )
        }
        defer { try? file.close() }
        var output = DigestedFile(file, at: path)
        let first = try frame(next)
        switch LayerCompression(first.prefix(LayerCompression.magicByteCount)) {
        case .zstd: throw ImageManifestError(image, .layer(.ociZstdLayer, .zstd))
        case .gzip:
            var bytes = first
            while !bytes.isEmpty {
                try Task.checkCancellation()
                try output.write(bytes)
                bytes = try frame(next)
            }
            return output.layer(diffID: nil)
        case .none:
            let diffID = try await compress(first, next, to: &output)
            return output.layer(diffID: diffID)
        }
    }

    /// Compresses a tar archive and returns its digest.
    private func compress(
        _ first: [UInt8],
        _ next: (UnsafeMutableRawBufferPointer) throws -> Int,
        to output: inout DigestedFile
    ) async throws -> ImageDigest {
        let encoder = FrameEncoder()
        var hash = SHA256()
        var (checksum, byteCount) = (UInt32(0), Int64(0))
        try output.write(Gzip.header)
        // The frames that are being compressed, the oldest first: a frame is read while others are compressed.
        var bytes = first
        try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
            var (started, written) = (0, 0)
            var finished: [Int: [UInt8]] = [:]
            while !bytes.isEmpty || written < started {
                if !bytes.isEmpty, started - written < min(width, Self.widthLimit) + 1 {
                    try Task.checkCancellation()
                    hash.update(bytes.span.bytes)
                    checksum = bytes.withUnsafeBytes { CRC32.checksum($0, after: checksum) }
                    byteCount += Int64(bytes.count)
                    group.addTask { [index = started, bytes] in (index, try encoder.encode(bytes).bytes) }
                    started += 1
                    bytes = try frame(next)
                } else if let (index, encoded) = try await group.next() {
                    finished[index] = encoded
                    while let encoded = finished.removeValue(forKey: written) {
                        try output.write(encoded)
                        written += 1
                    }
                }
            }
        }
        try output.write(Gzip.trailer(crc32: checksum, byteCount: byteCount))
        return ImageDigest(hash.finish())
    }

    private func frame(_ next: (UnsafeMutableRawBufferPointer) throws -> Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: Self.frameByteCount) { buffer, count in
            let buffer = UnsafeMutableRawBufferPointer(buffer)
            while count < buffer.count {
                let read = try next(UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
                if read == 0 { break }
                count += read
            }
        }
    }
}

/// A file that is hashed while it is written.
private struct DigestedFile: ~Copyable {
    private let file: FileDescriptor
    private let path: FilePath
    private var hash = SHA256()
    private var byteCount: Int64 = 0

    init(_ file: FileDescriptor, at path: FilePath) {
        self.file = file
        self.path = path
    }

    mutating func write(_ bytes: [UInt8]) throws {
        try FileError.naming("write", path) { _ = try file.writeAll(bytes) }
        hash.update(bytes.span.bytes)
        byteCount += Int64(bytes.count)
    }

    mutating func layer(diffID: ImageDigest?) -> LayerFile {
        LayerFile(path: path, digest: ImageDigest(hash.finish()), byteCount: byteCount, diffID: diffID)
    }
}
