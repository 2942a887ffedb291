/// A page of a listing.
public struct ListPage: Sendable, Hashable {
    /// The objects in the store's order.
    public let objects: [ListedObject]
    /// The continuation token of the next page, or nil after the last one.
    public let next: String?
    /// The least name on a page that has a next one, in the server's words, and of those that were left out too; nil if it
    /// has none.
    public let leastName: [UInt8]?

    /// Creates a page.
    ///
    /// - Parameters:
    ///   - objects: The objects.
    ///   - next: The token of the next page.
    ///   - names: All names on the page, those that were left out too; nil for those of the objects.
    public init(objects: [ListedObject], next: String? = nil, names: [String]? = nil) {
        self.objects = objects
        self.next = next
        let names = next == nil ? [] : (names ?? objects.map(\.key)).map { Array($0.utf8) }
        leastName = names.min { $0.lexicographicallyPrecedes($1) }
    }

    /// Creates a page of a part of another one's objects.
    public init(objects: [ListedObject], of page: ListPage) {
        self.objects = objects
        (next, leastName) = (page.next, page.leastName)
    }
}

extension ListPage {
    /// Returns the objects of all pages.
    ///
    /// - Parameters:
    ///   - limit: The most pages to read; objects on later pages are left out.
    ///   - endless: The error for a server that lists the same again, or nothing at all, and always names a next page.
    ///   - page: Reads the page of a continuation token; nil for the first one.
    public static func objects(
        limit: Int = .max,
        endless: @autoclosure () -> any Error,
        _ page: (_ token: String?) async throws -> ListPage
    ) async throws -> [ListedObject] {
        var objects: [ListedObject] = []
        var token: String?
        var pagesLeft = limit
        var progress = ListingProgress()
        repeat {
            let page = try await page(token)
            objects += page.objects
            pagesLeft -= 1
            token = page.next
            guard token == nil || progress.isMade(by: page) else { throw endless() }
        } while token != nil && pagesLeft > 0
        return objects
    }
}

/// The pages of a listing so far.
private struct ListingProgress {
    /// The least name of each: servers sort in different orders, but none begins two pages alike.
    private var leastNames: Set<[UInt8]> = []
    /// The number of pages without any name that there may be.
    private var emptyPagesLeft = 10

    mutating func isMade(by page: ListPage) -> Bool {
        guard let name = page.leastName else {
            emptyPagesLeft -= 1
            return emptyPagesLeft > 0
        }
        return leastNames.insert(name).inserted
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
