public import IgnoreRules
public import Assets
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

    /// Where an entry's content is found.
    struct Node: Sendable {
        /// The real file's path below the root: not the entry's own where a link was replaced.
        let source: String
        /// The file's stamp when it was found.
        let stamp: FileStamp
    }

    /// The entries, sorted by path as unsigned bytes.
    public let entries: [TreeEntry]
    /// The stamps of the entries' files when they were found, in the same order.
    let stamps: [FileStamp]
    /// The real paths below the root of the files that stand in a link's place, by entry.
    private let sources: [Int: String]
    let root: RootDirectory
    /// The directory or file that was looked at.
    let subject: FilePath

    /// Walks a directory.
    ///
    /// - Parameters:
    ///   - path: The directory; it may be reached through links.
    ///   - links: What to do with symbolic links inside.
    ///   - rules: What to leave out.
    ///   - width: How many threads walk.
    /// - Throws: `StagingError` for what the contract refuses, `FileError` for what cannot be read; each names the path.
    public init(at path: FilePath, links: LinkPolicy, rules: IgnoreRuleSet, width: Int = 1) throws {
        root = try RootDirectory(path)
        let found = try TreeWalk(root: root, links: links, rules: rules).run(width: width)
        (entries, stamps, sources) = (found.entries, found.stamps, found.sources)
        subject = path
    }

    /// A tree of one file.
    init(file: FilePath, root: RootDirectory, entry: TreeEntry, node: Node) {
        self.root = root
        entries = [entry]
        stamps = [node.stamp]
        sources = [0: node.source]
        subject = file
    }

    /// Where an entry's content is found.
    func node(_ entry: Int) -> Node {
        Node(source: sources[entry] ?? entries[entry].path, stamp: stamps[entry])
    }

    /// The sum of the sizes of all files, in bytes.
    public var byteCount: Int64 {
        entries.reduce(0) { $0 + $1.byteCount }
    }

    /// Whether one large file has nearly all bytes, so that reading the tree is work for one core.
    public var isLittleMoreThanOneFile: Bool {
        let largest = entries.lazy.map(\.byteCount).max() ?? 0
        return largest >= 32 << 20 && largest > byteCount / 10 * 9
    }
}
