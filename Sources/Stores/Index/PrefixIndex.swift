internal import Archive
public import Assets
internal import Basics
public import Hashing

/// The section of an index about an asset whose files are separate objects.
public struct PrefixIndex: Sendable, Hashable {
    /// The asset's address.
    public let address: SHA256Digest
    /// The entries in the order of the tree, including directories.
    public let entries: [HashedTree.Entry]
    /// The objects of the files, in the order of the entries.
    public let objects: [IndexedObject]
    /// The name and version of the program that wrote the index.
    public let creator: String

    /// Creates the section of a tree.
    ///
    /// - Parameters:
    ///   - tree: The tree.
    ///   - objects: The objects of the files, in the order of the entries.
    ///   - creator: The program's name and version.
    public init(_ tree: HashedTree, objects: [IndexedObject], creator: String) {
        let files = tree.entries.filter(\.entry.isFile)
        precondition(files.elementsEqual(objects) { $0.digest == $1.sha256 }, "each file has its object")
        address = tree.address
        entries = Array(tree.entries)
        self.objects = objects
        self.creator = creator
    }

    /// The files, each with its object.
    public var files: [(entry: HashedTree.Entry, object: IndexedObject)] {
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
                        "crc64nvme": file.object.crc64nvme.map { .string($0.base64) },
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
            objects: zip(files, objects).map {
                IndexedObject(file: $0, multipart: $1.multipart, crc64nvme: $1.crc64nvme, version: $1.version)
            },
            creator: document.creator
        )
    }
}
