public import Assets
public import Hashing

/// An asset's identity, and where it is published.
public struct AssetReference: Sendable, Hashable {
    /// Its address when it was published.
    public var address: SHA256Digest
    /// The kind of asset.
    public var kind: AssetKind
    /// The published objects and images, by the destination's name.
    public var destinations: [String: PublishedReference]

    /// Makes a reference.
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
    /// A model's data.
    public var modelData: ObjectReference?

    /// Makes a reference of what there is.
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

/// An object in a store.
public struct ObjectReference: Sendable, Hashable {
    /// The checksum that verifies the bytes; for objects under a prefix the asset's address, which covers all files.
    ///
    /// It is a composite checksum if most of the object was copied inside the store: nobody has read all its bytes.
    public var checksum: Checksum
    /// The number of its bytes.
    public var size: Int
    /// Where it is: `s3://bucket/key`, or `file:///…` in a local store.
    public var uri: String

    /// Makes a reference.
    public init(checksum: Checksum, size: Int, uri: String) {
        self.checksum = checksum
        self.size = size
        self.uri = uri
    }
}

/// An image in a repository.
public struct ImageReference: Sendable, Hashable {
    /// The digest of its manifest, `sha256:…`.
    public var digest: String
    /// Where it is: `registry/repository@sha256:…`.
    public var uri: String

    /// Makes a reference.
    public init(digest: String, uri: String) {
        self.digest = digest
        self.uri = uri
    }
}
