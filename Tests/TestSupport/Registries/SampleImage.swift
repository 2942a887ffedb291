public import Basics
internal import Hashing
public import Registry

/// An image in memory, Docker schema 2, whose layers other programs can read.
public struct SampleImage: ImageContent {
    /// The manifest.
    public let manifest: ImageManifest
    private let blobs: [ImageDigest: [UInt8]]

    /// Makes an image.
    ///
    /// - Parameters:
    ///   - layers: The layers, the lowest first: any bytes that `gzip` has made of a tar archive, if a program is to unpack
    ///     them.
    ///   - platform: The platform that the configuration names.
    ///   - label: A text in the configuration, by which images of the same layers differ.
    ///   - diffIDs: The digests of the archives without their compression; nil for those of the layers, which no program can
    ///     unpack then.
    public init(
        layers: [[UInt8]],
        platform: ImagePlatform = .amd64,
        label: String = "sample",
        diffIDs: [ImageDigest]? = nil
    ) {
        let document: JSON = [
            "architecture": .string(platform.architecture), "os": .string(platform.os),
            "config": ["Labels": ["label": .string(label)], "Entrypoint": ["/serve"]],
            "rootfs": [
                "type": "layers", "diff_ids": .array((diffIDs ?? layers.map(Self.digest)).map { .string("\($0)") }),
            ],
        ]
        let configuration = Array(document.indented.utf8)
        manifest = .docker(
            configuration: Self.describe(configuration, .dockerConfiguration),
            layers: layers.map { Self.describe($0, .dockerLayer) }
        )
        blobs = Dictionary(([configuration] + layers).map { (Self.digest(of: $0), $0) }) { first, _ in first }
    }

    /// Makes an image with other bytes under the digests of its blobs.
    private init(_ manifest: ImageManifest, _ blobs: [ImageDigest: [UInt8]]) {
        (self.manifest, self.blobs) = (manifest, blobs)
    }

    /// The image with other bytes in the place of its last layer.
    public func replacingLastLayer(with bytes: [UInt8]) -> SampleImage {
        var blobs = blobs
        if let last = manifest.layers.last { blobs[last.digest] = bytes }
        return SampleImage(manifest, blobs)
    }

    /// The bytes of a blob.
    public func bytes(_ descriptor: BlobDescriptor) -> [UInt8] { blobs[descriptor.digest] ?? [] }

    /// The bytes of a blob.
    public func blob(_ descriptor: BlobDescriptor) throws -> any ByteSource { bytes(descriptor) }

    private static func describe(_ bytes: [UInt8], _ type: MediaType) -> BlobDescriptor {
        BlobDescriptor(mediaType: type, digest: digest(of: bytes), byteCount: Int64(bytes.count))
    }

    private static func digest(of bytes: [UInt8]) -> ImageDigest { ImageDigest(SHA256.hash(bytes.span.bytes)) }

    /// Bytes that no compression makes smaller, and that are the same for the same seed.
    public static func noise(_ count: Int, seed: UInt64) -> [UInt8] {
        var state = seed &* 2 + 1
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
    }
}
