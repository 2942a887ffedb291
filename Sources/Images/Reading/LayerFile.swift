internal import Archive
internal import Registry
internal import SystemPackage

/// A layer of an image in a file, compressed with gzip.
struct LayerFile: Sendable {
    let path: FilePath
    /// The digest of the file.
    let digest: ImageDigest
    let byteCount: Int64
    /// The digest of the tar archive inside; nil where the file was compressed before, since its digest proves the same.
    let diffID: ImageDigest?

    /// The reference of a manifest to the layer.
    var descriptor: BlobDescriptor {
        BlobDescriptor(mediaType: .dockerLayer, digest: digest, byteCount: byteCount)
    }
}

/// The compression of a layer, which its first bytes tell.
enum LayerCompression: Sendable {
    case none, gzip, zstd

    /// The number of bytes that tell the compression.
    static let magicByteCount = 4

    init(_ first: some Collection<UInt8>) {
        if first.starts(with: Gzip.magic) {
            self = .gzip
        } else if first.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
            self = .zstd
        } else {
            self = .none
        }
    }
}
