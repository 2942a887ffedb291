package import Basics
internal import Hashing
package import Registry
internal import SystemPackage

/// An image whose blobs are files.
package struct BuiltImage: ImageContent {
    package let manifest: ImageManifest
    private let files: [ImageDigest: FilePath]

    /// - Parameter files: The files of all blobs of the manifest, whose digests have been compared.
    init(manifest: ImageManifest, files: [ImageDigest: FilePath]) {
        self.manifest = manifest
        self.files = files
    }

    package func blob(_ descriptor: BlobDescriptor) throws -> any ByteSource {
        guard let file = files[descriptor.digest] else {
            throw ImageError.invalidImage(reason: "it has no blob \(descriptor.digest)")
        }
        return try FileBytes(file, of: descriptor)
    }
}

extension FileBytes {
    /// Opens the file of a blob.
    ///
    /// - Throws: `FileError`, `ImageError.invalidImage` if the file is not of the size that the descriptor has.
    convenience init(_ path: FilePath, of blob: BlobDescriptor) throws {
        try self.init(path)
        guard Int64(byteCount) == blob.byteCount else {
            let reason = "the blob \(blob.digest) has \(byteCount) bytes instead of \(blob.byteCount)"
            throw ImageError.invalidImage(reason: reason)
        }
    }

    /// Returns the digest of all bytes.
    func digest() throws -> ImageDigest {
        var hash = SHA256()
        try forEachPiece { piece, _ in
            try Task.checkCancellation()
            hash.update(piece)
        }
        return ImageDigest(hash.finish())
    }

    /// Returns all bytes of a small file.
    ///
    /// - Throws: `ImageError.invalidImage` if it is larger than a limit.
    func bytes(limit: Int) throws -> [UInt8] {
        guard byteCount <= limit else {
            throw ImageError.invalidImage(reason: "a document has \(byteCount) bytes, more than \(limit)")
        }
        return try [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            try read(
                at: 0,
                into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<byteCount])
            )
            count = byteCount
        }
    }
}
