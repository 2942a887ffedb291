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

extension ListPage {
    /// Returns the objects of all pages.
    ///
    /// - Parameters:
    ///   - limit: The most pages to read; objects on later pages are left out.
    ///   - page: Reads the page of a continuation token; nil for the first one.
    public static func objects(
        limit: Int = .max,
        _ page: (_ token: String?) async throws -> ListPage
    ) async throws -> [ListedObject] {
        var objects: [ListedObject] = []
        var token: String?
        var pagesLeft = limit
        repeat {
            let page = try await page(token)
            objects += page.objects
            pagesLeft -= 1
            token = page.next
        } while token != nil && pagesLeft > 0
        return objects
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
