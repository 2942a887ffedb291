public import Identity
internal import Glibc
public import SystemPackage

/// The entries of a directory asset, found by a walk; no content is read yet.
public struct FileTree: Sendable {
    /// What to do with symbolic links.
    public enum LinkPolicy: Sendable {
        /// Keep them as links, target text as it stands, as Docker does.
        case keep
        /// Take what they point at in their place, and refuse those that leave the root: SageMaker fails on links.
        case replace
    }

    /// An entry, and where its content is found.
    struct Node: Sendable {
        let entry: TreeEntry
        /// The real file's path below the root: not the entry's own where a link was replaced.
        let source: String
        /// The file's stamp when it was found.
        let stamp: FileStamp
    }

    /// The entries, sorted by path as unsigned bytes.
    public let entries: [TreeEntry]
    /// The entries' files, in the same order.
    let nodes: [Node]
    let root: RootDirectory

    /// Walks a directory.
    ///
    /// - Parameters:
    ///   - path: The directory; it may be reached through links.
    ///   - links: What to do with symbolic links inside.
    ///   - rules: What to leave out.
    /// - Throws: `StagingError` for what the contract refuses, `FileError` for what cannot be read; each names the path.
    public init(at path: FilePath, links: LinkPolicy, rules: IgnoreRules) throws {
        let root = try RootDirectory(path)
        var walk = TreeWalk(root: root, links: links, rules: rules)
        try walk.run()
        self.init(root: root, nodes: walk.nodes.sorted { $0.entry.precedes($1.entry) })
    }

    init(root: RootDirectory, nodes: [Node]) {
        self.root = root
        self.nodes = nodes
        entries = nodes.map(\.entry)
    }

    /// The sum of the sizes of all files, in bytes.
    public var byteCount: Int64 {
        entries.reduce(0) { $0 + $1.byteCount }
    }
}
