internal import Basics
internal import Hashing
internal import Registry
package import SystemPackage

extension ImageReader {
    /// Reads an OCI image layout.
    ///
    /// Source: "Image Layout Specification" in the OCI image specification.
    ///
    /// - Throws: `ImageError`, `ImageManifestError`, `FileError`, `CancellationError`.
    package func read(layout path: FilePath) async throws -> BuiltImage {
        let layout = BuiltLayout(path: path)
        let manifest = try manifest(inIndex: layout.index()) { try layout.document($0) }
        let configuration = try layout.document(manifest.configuration)
        var layers = try await manifest.layers.boundedMap(width: width) { try compressed($0, in: layout) }
        // One after another: several threads compress each.
        for (number, blob) in manifest.layers.enumerated() where layers[number] == nil {
            layers[number] = try await compress(blob, number: number, in: layout)
        }
        return try image(configuration: configuration, layers: layers.compactMap(\.self))
    }

    /// Follows an index, which may name another one, to the manifest of the platform.
    ///
    /// - Parameters:
    ///   - bytes: The index.
    ///   - document: Reads a manifest or an index, whose digest it compares.
    func manifest(inIndex bytes: [UInt8], _ document: (BlobDescriptor) throws -> [UInt8]) throws -> ImageManifest {
        var index = bytes
        for _ in 0..<3 {
            let reference = try ImageIndex(reading: index, mediaType: nil, image: name).onlyEntry(for: platform, name)
            let bytes = try document(reference)
            if [.ociIndex, .dockerManifestList].contains(reference.mediaType) {
                index = bytes
                continue
            }
            let manifest = try ImageManifest(reading: bytes, mediaType: reference.mediaType, image: name)
            for layer in manifest.layers where !layer.urls.isEmpty || layer.mediaType.isForeign {
                throw ImageManifestError(name, .layer(layer.mediaType, .foreign))
            }
            return manifest
        }
        throw ImageError.invalidImage(reason: "its indexes lead to no manifest")
    }

    /// Compares the digest of a layer with gzip; returns nil for one that is not compressed.
    private func compressed(_ blob: BlobDescriptor, in layout: BuiltLayout) throws -> LayerFile? {
        let file = try layout.open(blob)
        var first = [UInt8](repeating: 0, count: min(LayerCompression.magicByteCount, file.byteCount))
        try first.withUnsafeMutableBytes { try file.read(at: 0, into: $0) }
        switch LayerCompression(first) {
        case .none: return nil
        case .zstd: throw ImageManifestError(name, .layer(.ociZstdLayer, .zstd))
        case .gzip:
            guard try file.digest() == blob.digest else { throw ImageError.mismatch(blob) }
            let path = layout.path(of: blob)
            return LayerFile(path: path, digest: blob.digest, byteCount: blob.byteCount, diffID: nil)
        }
    }

    private func compress(_ blob: BlobDescriptor, number: Int, in layout: BuiltLayout) async throws -> LayerFile {
        let file = try layout.open(blob)
        var offset = 0
        let layer = try await writer.write(number) { buffer in
            let count = min(buffer.count, file.byteCount - offset)
            try file.read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
            offset += count
            return count
        }
        guard layer.diffID == blob.digest else { throw ImageError.mismatch(blob) }
        return layer
    }
}

extension ImageIndex {
    /// Returns the only entry, or that of the platform.
    fileprivate func onlyEntry(for platform: ImagePlatform, _ image: String) throws -> BlobDescriptor {
        if entries.count == 1, entries[0].platform == nil { return entries[0].manifest }
        return try manifest(for: platform, image: image)
    }
}

extension MediaType {
    /// Whether registries do not hold the layer.
    fileprivate var isForeign: Bool { self == .dockerForeignLayer || description.contains("nondistributable") }
}

extension ImageError {
    /// The error of a blob that is another one than its name says.
    static func mismatch(_ blob: BlobDescriptor) -> ImageError {
        .invalidImage(reason: "the blob \(blob.digest) does not match its digest")
    }
}

/// A directory with the blobs of images, named by their digests.
struct BuiltLayout: Sendable {
    let path: FilePath

    /// Reads the index.
    func index() throws -> [UInt8] {
        try FileBytes(path.appending("index.json")).bytes(limit: ImageReader.documentByteLimit)
    }

    /// The path of a blob's file.
    func path(of blob: BlobDescriptor) -> FilePath {
        path.appending("blobs/sha256").appending(blob.digest.sha256.description)
    }

    /// Opens a blob, whose size is compared.
    func open(_ blob: BlobDescriptor) throws -> FileBytes { try FileBytes(path(of: blob), of: blob) }

    /// Reads a small blob, whose digest is compared.
    func document(_ blob: BlobDescriptor) throws -> [UInt8] {
        let file = try open(blob)
        let bytes = try file.bytes(limit: ImageReader.documentByteLimit)
        guard try file.digest() == blob.digest else { throw ImageError.mismatch(blob) }
        return bytes
    }
}
