public import Assets
public import Hashing

/// The publications of an asset, each with its own address: one destination may be ahead of another.
public struct AssetReference: Sendable, Hashable {
    /// The kind of the asset, which all its publications have.
    public let kind: AssetKind
    /// The publications by the destination's name; never empty.
    public private(set) var destinations: [String: PublishedReference]

    /// Creates the reference of an asset with one publication.
    public init(_ reference: PublishedReference, at destination: String) {
        kind = reference.kind
        destinations = [destination: reference]
    }

    /// Adds a publication, or replaces that of a destination.
    ///
    /// - Returns: False, without a change, for a publication of the other kind.
    mutating func add(_ reference: PublishedReference, at destination: String) -> Bool {
        guard reference.kind == kind else { return false }
        destinations[destination] = reference
        return true
    }

    /// Returns the asset without the publications that do not satisfy a condition; nil if none is left.
    func filtered(_ isIncluded: (String, PublishedReference) -> Bool) -> AssetReference? {
        var filtered = self
        filtered.destinations = destinations.filter(isIncluded)
        return filtered.destinations.isEmpty ? nil : filtered
    }
}

/// The publication of an asset at one destination: its address, and the objects that were verified by size and checksum.
public struct PublishedReference: Sendable, Hashable {
    /// The published objects of an asset.
    public enum Content: Sendable, Hashable {
        /// The object, or the prefix of the objects, of a model artifact.
        case modelData(ObjectReference)
        /// The bundle of an image's build context, and the image if it is in a repository.
        case image(context: ObjectReference, image: ImageReference? = nil)
    }

    /// The address of the published content.
    public var address: SHA256Digest
    /// The published objects.
    public var content: Content

    /// Creates a reference to published objects.
    public init(address: SHA256Digest, content: Content) {
        self.address = address
        self.content = content
    }

    /// The kind of the asset.
    public var kind: AssetKind {
        switch content {
        case .modelData: .modelData
        case .image: .image
        }
    }

    /// The model data, or the build context of the image.
    public var object: ObjectReference {
        get {
            switch content {
            case .modelData(let object), .image(let object, _): object
            }
        }
        set {
            switch content {
            case .modelData: content = .modelData(newValue)
            case .image(_, let image): content = .image(context: newValue, image: image)
            }
        }
    }

    /// The image in its repository; nil for model data, and for an image that is not built.
    ///
    /// Model data has no image, whatever is assigned.
    public var image: ImageReference? {
        get {
            if case .image(_, let image) = content { image } else { nil }
        }
        set {
            if case .image(let context, _) = content { content = .image(context: context, image: newValue) }
        }
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
    ///
    /// In a references file, the location in a local store is relative to the file's directory.
    public var uri: String

    /// Creates a reference to an object that was verified.
    public init(checksum: Checksum, size: Int, uri: String) {
        self.checksum = checksum
        self.size = size
        self.uri = uri
    }
}

/// A published image of a repository.
public struct ImageReference: Sendable, Hashable, Codable {
    /// The digest of the image's manifest, `sha256:…`.
    public var digest: String
    /// The location: `registry/repository@sha256:…`, or `file:///…/images@sha256:…` in a local store.
    ///
    /// In a references file, the location in a local store is relative to the file's directory.
    public var uri: String

    /// Creates a reference to an image by the digest of its manifest.
    public init(digest: String, uri: String) {
        self.digest = digest
        self.uri = uri
    }
}
