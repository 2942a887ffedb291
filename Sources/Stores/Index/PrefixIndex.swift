internal import Archive
public import Assets
internal import Basics
public import Hashing

/// The section of an index about an asset whose files are separate objects.
public struct PrefixIndex: Sendable, Hashable {
    /// The properties that verify a file's object, in addition to the file's size and digest.
    public struct Object: Sendable, Hashable {
        /// The parts of the object; nil for an object that was sent with one request.
        public var multipart: BundleIndex.Multipart?
        /// The ETag of the object's bytes, or the time of its last change where a server has none.
        ///
        /// Listings have it, so that one request verifies a thousand objects.
        public var version: String?

        /// Creates a description of an object.
        public init(multipart: BundleIndex.Multipart?, version: String?) {
            self.multipart = multipart
            self.version = version
        }
    }

    /// The asset's address.
    public let address: SHA256Digest
    /// The entries in the order of the tree, including directories.
    public let entries: [HashedTree.Entry]
    /// The objects of the files, in the order of the entries.
    public let objects: [Object]
    /// The name and version of the program that wrote the index.
    public let creator: String

    /// Creates the section of a tree.
    ///
    /// - Parameters:
    ///   - tree: The tree.
    ///   - objects: The objects of the files, in the order of the entries.
    ///   - creator: The program's name and version.
    public init(_ tree: HashedTree, objects: [Object], creator: String) {
        let files = tree.entries.filter(\.entry.isFile)
        precondition(files.count == objects.count, "each file has one object")
        address = tree.address
        entries = Array(tree.entries)
        self.objects = objects
        self.creator = creator
    }

    /// The files, each with its object.
    public var files: [(entry: HashedTree.Entry, object: Object)] {
        Array(zip(entries.filter(\.entry.isFile), objects))
    }
}

extension PrefixIndex {
    var members: [String: JSON] {
        [
            "schema": .string(BundleIndex.schema),
            "address": .string(address.description),
            "entries": .array(entries.map(\.json)),
            "objects": .array(
                files.map { file in
                    .object(compacting: [
                        "path": .string(file.entry.entry.path),
                        "multipart": file.object.multipart.map(\.json),
                        "version": file.object.version.map { .string($0) },
                    ])
                }
            ),
            "creator": .string(creator),
        ]
    }

    init(_ document: IndexDocument) throws(StoreError) {
        let tree = HashedTree(sorted: try document.hashedEntries())
        guard tree.address == document.address else {
            throw .invalidIndex(reason: "its entries do not make its address")
        }
        let objects = document.objects ?? []
        let files = tree.entries.filter(\.entry.isFile)
        guard files.count == objects.count,
            zip(files, objects).allSatisfy({ $0.entry.path.hasSameBytes(as: $1.path) })
        else { throw .invalidIndex(reason: "its objects are not its files") }
        self.init(
            tree,
            objects: objects.map { Object(multipart: $0.multipart, version: $0.version) },
            creator: document.creator
        )
    }
}
