public import Assets
public import Hashing

/// The entry of an asset in the references file: its address, and its publications by destination.
public struct AssetReference: Sendable, Hashable {
    /// The address of the published content.
    public var address: SHA256Digest
    /// The kind of asset.
    public var kind: AssetKind
    /// The published objects and images, by the destination's name.
    public var destinations: [String: PublishedReference]

    /// Creates an entry, by default one without publications.
    public init(address: SHA256Digest, kind: AssetKind, destinations: [String: PublishedReference] = [:]) {
        self.address = address
        self.kind = kind
        self.destinations = destinations
    }
}

/// The objects and the image of an asset at one destination, each verified by size and checksum.
public struct PublishedReference: Sendable, Hashable {
    /// The bundle of an image's build context.
    public var context: ObjectReference?
    /// The image in its repository.
    public var image: ImageReference?
    /// The object, or the prefix of the objects, of a model artifact.
    public var modelData: ObjectReference?

    /// Creates a reference to a build context and an image, or to model data.
    public init(
        context: ObjectReference? = nil,
        image: ImageReference? = nil,
        modelData: ObjectReference? = nil
    ) {
        self.context = context
        self.image = image
        self.modelData = modelData
    }
}

/// A published object of a store, or all objects below a prefix.
public struct ObjectReference: Sendable, Hashable {
    /// The checksum that verifies the bytes; for a prefix, the asset's address, which covers all files.
    ///
    /// Composite if most of the object was copied inside the store: no reader has hashed all its bytes.
    public var checksum: Checksum
    /// The size in bytes; for a prefix, that of all objects.
    public var size: Int
    /// The location: `s3://bucket/key`, or `file:///…` in a local store; that of a prefix ends in `/`.
    public var uri: String

    /// Creates a reference to an object that was verified.
    public init(checksum: Checksum, size: Int, uri: String) {
        self.checksum = checksum
        self.size = size
        self.uri = uri
    }
}

/// A published image of a repository.
public struct ImageReference: Sendable, Hashable {
    /// The digest of the image's manifest, `sha256:…`.
    public var digest: String
    /// The location: `registry/repository@sha256:…`.
    public var uri: String

    /// Creates a reference to an image by the digest of its manifest.
    public init(digest: String, uri: String) {
        self.digest = digest
        self.uri = uri
    }
}
