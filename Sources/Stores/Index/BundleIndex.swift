public import Archive
public import Assets
public import Hashing

/// The document that is published beside an asset: what it holds, and how to prove it.
///
/// It is written after the asset, so that its presence says that the asset is whole. The same asset has the same index
/// in every store that keeps checksums.
public struct BundleIndex: Sendable, Hashable {
    /// The schema that this program writes and reads.
    public static let schema = "sageassets/index/v1"

    /// The object that the asset is published as.
    public struct Object: Sendable, Hashable {
        /// Its size in bytes.
        public var byteCount: Int64
        /// The digest of its bytes; nil where most of them were copied inside the store: the parts' digests prove them.
        public var sha256: SHA256Digest?
        /// The digest of the tar inside; nil as `sha256` is, and where the object is a file that is published as it is.
        public var tarSHA256: SHA256Digest?
        /// The parts that it was sent in; nil for an object sent in one.
        public var multipart: Multipart?

        /// Describes an object.
        public init(
            byteCount: Int64,
            sha256: SHA256Digest?,
            tarSHA256: SHA256Digest? = nil,
            multipart: Multipart? = nil
        ) {
            self.byteCount = byteCount
            self.sha256 = sha256
            self.tarSHA256 = tarSHA256
            self.multipart = multipart
        }

        /// The digest of all bytes if it is known, else the parts' composite checksum: an index without both is invalid.
        public var checksum: Checksum { sha256.map { .fullObject($0) } ?? multipart?.checksum ?? .composite("") }
    }

    /// The parts that an object was sent in, and S3's checksum of checksums over them.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html>
    public struct Multipart: Sendable, Hashable {
        /// One of the parts.
        public struct Part: Sendable, Hashable, Codable {
            /// Its size in bytes.
            public let byteCount: Int
            /// The digest of its bytes.
            public let sha256: SHA256Digest

            /// Describes a part.
            public init(byteCount: Int, sha256: SHA256Digest) {
                self.byteCount = byteCount
                self.sha256 = sha256
            }

            enum CodingKeys: String, CodingKey {
                case byteCount = "size"
                case sha256
            }
        }

        /// The parts in their order.
        public let parts: [Part]
        /// The composite checksum of the object.
        public let checksum: Checksum

        /// Where the parts are in the object.
        package var ranges: [Range<Int64>] {
            var end: Int64 = 0
            return parts.map { part in
                let start = end
                end += Int64(part.byteCount)
                return start..<end
            }
        }

        /// Computes the composite checksum of parts.
        public init(parts: [Part]) {
            self.parts = parts
            checksum = Checksum.composite(of: parts.map(\.sha256))
        }
    }

    /// The asset's address.
    public var address: SHA256Digest
    /// The tree address of an image's context, where the asset is an image.
    public var context: SHA256Digest?
    /// The entries of a bundle in their order; none where the object is a file that is published as it is.
    public var entries: [HashedTree.Entry]
    /// The object.
    public var object: Object
    /// The frames of a bundle in their order.
    public var frames: [FrameRecord]
    /// The identifier of the encoder, on which the frames' bytes depend; nil for a file that is published as it is.
    public var encoder: String?
    /// The program that wrote it.
    public var creator: String
    /// The object's ETag, or the time of its last change, where the store keeps no checksum to compare with.
    public var objectVersion: String?

    /// Makes the index of a bundle.
    ///
    /// - Parameters:
    ///   - address: The asset's address.
    ///   - bundle: What was written.
    ///   - multipart: The checksum of its parts, where it has several.
    ///   - creator: The program's name and version.
    public init(address: SHA256Digest, bundle: WrittenBundle, multipart: Multipart?, creator: String) {
        self.address = address
        context = address == bundle.tree.address ? nil : bundle.tree.address
        entries = Array(bundle.tree.entries)
        object = Object(
            byteCount: bundle.byteCount,
            sha256: bundle.sha256,
            tarSHA256: bundle.tarSHA256,
            multipart: multipart
        )
        frames = bundle.frames
        encoder = bundle.encoder
        self.creator = creator
    }

    /// Makes the index of a file that is published as it is.
    public init(file address: SHA256Digest, byteCount: Int64, multipart: Multipart?, creator: String) {
        self.address = address
        entries = []
        object = Object(byteCount: byteCount, sha256: address, multipart: multipart)
        frames = []
        self.creator = creator
    }
}

extension BundleIndex {
    /// The facts that the object's bytes can be compared with.
    public var description: BundleDescription {
        BundleDescription(
            entries: entries,
            frames: encoder == nil ? nil : frames,
            byteCount: object.byteCount,
            sha256: object.sha256,
            tarSHA256: object.tarSHA256
        )
    }
}
