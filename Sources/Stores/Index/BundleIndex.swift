public import Archive
public import Assets
public import Hashing

/// The section of an index about an asset that is one object: its entries, and the digests that verify the object.
///
/// It is written after the object, so that its presence means that the object is complete. The same asset has the same
/// index in every store that keeps checksums.
public struct BundleIndex: Sendable, Hashable {
    /// The schema of documents that this program writes and reads.
    public static let schema = "sageassets/index/v1"

    /// The object that the asset is published as.
    public struct Object: Sendable, Hashable {
        /// The size in bytes.
        public var byteCount: Int64
        /// The digest of all bytes; nil if most of them were copied inside the store, where the parts' digests verify them.
        public var sha256: SHA256Digest?
        /// The digest of the tar archive inside; nil if `sha256` is, and for a file that is published as it is.
        public var tarSHA256: SHA256Digest?
        /// The parts that the object was sent in; nil for an object that was sent with one request.
        public var multipart: Multipart?

        /// Creates a description of an object.
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

    /// The parts that an object was sent in, with their composite checksum.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html>
    public struct Multipart: Sendable, Hashable {
        /// A part of the object.
        public struct Part: Sendable, Hashable, Codable {
            /// The size in bytes.
            public let byteCount: Int
            /// The digest of the bytes.
            public let sha256: SHA256Digest

            /// Creates a description of a part.
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

        /// The ranges of the parts in the object.
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
    /// The tree address of an image's build context; nil for model data.
    public var context: SHA256Digest?
    /// The entries in the order of the bundle; none for a file that is published as it is.
    public var entries: [HashedTree.Entry]
    /// The object.
    public var object: Object
    /// The frames in the order of the bundle.
    public var frames: [FrameRecord]
    /// The identifier of the encoder that made the frames; nil for a file that is published as it is.
    public var encoder: String?
    /// The name and version of the program that wrote the index.
    public var creator: String
    /// The object's ETag, or the time of its last change, if the store keeps no checksum to compare with.
    public var objectVersion: String?

    /// Creates the index of a bundle.
    ///
    /// - Parameters:
    ///   - address: The asset's address.
    ///   - bundle: The result of writing the bundle.
    ///   - multipart: The parts of an object that was sent in several.
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

    /// Creates the index of a file that is published as it is.
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
