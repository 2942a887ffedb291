/// A page of a listing.
public struct ListPage: Sendable, Hashable {
    /// The objects in the store's order.
    public let objects: [ListedObject]
    /// The continuation token of the next page, or nil after the last one.
    public let next: String?

    /// Creates a page from its objects and the token of the next page.
    public init(objects: [ListedObject], next: String? = nil) {
        self.objects = objects
        self.next = next
    }
}

/// An object in a listing.
public struct ListedObject: Sendable, Hashable {
    /// The object's key.
    public let key: String
    /// The metadata; most stores list objects without their checksums.
    public let metadata: ObjectMetadata

    /// Creates an entry from a key and the object's metadata.
    public init(key: String, metadata: ObjectMetadata) {
        self.key = key
        self.metadata = metadata
    }
}
