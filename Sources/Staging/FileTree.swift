public import Assets
internal import Basics
internal import Glibc
public import IgnoreRules
public import SystemPackage

/// The entries of a directory asset that a walk has found, without their content.
public struct FileTree: Sendable {
    /// The treatment of symbolic links.
    public enum LinkPolicy: Sendable {
        /// Keeps links with the text of their target, as Docker does.
        case keep
        /// Replaces links by their targets, and rejects targets outside the root: SageMaker fails on links.
        case replace
    }

    /// The location of an entry's content.
    struct Node: Sendable {
        /// The real file's path below the root; differs from the entry's if a link was replaced.
        let source: String
        /// The file's stamp at the time of the walk.
        let stamp: FileStamp
        /// The number of bytes to read, which is not the stamp's size where the file system does not know it.
        let size: Int64
    }

    /// The entries, sorted by path as unsigned bytes.
    public let entries: [TreeEntry]
    /// The stamps of the entries' files at the time of the walk, in the same order.
    let stamps: [FileStamp]
    /// The real paths below the root of the files that replace links, by entry.
    private let sources: [Int: String]
    let root: RootDirectory
    /// The directory or file that was walked.
    let path: FilePath

    /// The names of the directory or file: as it was given, and as the file system has it, where a link or `.` leads there.
    public var names: Set<String> {
        let real = try? path.string.canonicalPath()
        return Set([path, real.map { FilePath($0) }].compactMap { $0?.lastComponent?.string }).subtracting([".", ".."])
    }

    /// Walks a directory.
    ///
    /// - Parameters:
    ///   - path: The directory; it may be reached through links.
    ///   - links: The treatment of symbolic links inside.
    ///   - rules: The exclusion rules.
    ///   - own: The files that the program writes, which are left out; those with names of ours always are.
    ///   - width: The number of threads.
    /// - Throws: `StagingError` for entries that an asset cannot contain, `FileError` for unreadable ones; each names
    ///   the path.
    public init(
        at path: FilePath,
        links: LinkPolicy,
        rules: IgnoreRuleSet,
        own: OwnFiles = OwnFiles(),
        width: Int = 1
    ) throws {
        root = try RootDirectory(path)
        let own = OwnEntries(own, below: root)
        let found = try TreeWalk(root: root, links: links, rules: rules, own: own).run(width: width)
        (entries, stamps, sources) = (found.entries, found.stamps, found.sources)
        self.path = path
    }

    /// Creates a tree of one file.
    init(file: FilePath, root: RootDirectory, entry: TreeEntry, source: String, stamp: FileStamp) {
        self.root = root
        entries = [entry]
        stamps = [stamp]
        sources = [0: source]
        path = file
    }

    /// Returns the location of an entry's content.
    func node(_ entry: Int) -> Node {
        let size = entries[entry].byteCount
        return Node(source: sources[entry] ?? entries[entry].path, stamp: stamps[entry], size: size)
    }

    /// The sum of the sizes of all files, in bytes.
    public var byteCount: Int64 {
        entries.reduce(0) { $0 + $1.byteCount }
    }

    /// Whether one large file has more than 90 % of the bytes, so that hashing file by file keeps only one core busy.
    public var isLittleMoreThanOneFile: Bool {
        let largest = entries.lazy.map(\.byteCount).max() ?? 0
        return largest >= 32 << 20 && largest > byteCount / 10 * 9
    }
}
