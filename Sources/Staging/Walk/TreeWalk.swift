internal import Assets
internal import Basics
internal import Glibc
internal import IgnoreRules
internal import Synchronization
internal import SystemPackage

/// A walk over a directory by several threads, relative to open descriptors.
///
/// Each directory is listed by one thread, and the listings are put in order at the end.
struct TreeWalk: Sendable {
    private let root: RootDirectory
    private let links: FileTree.LinkPolicy
    private let rules: IgnoreRuleSet

    init(root: RootDirectory, links: FileTree.LinkPolicy, rules: IgnoreRuleSet) {
        self.root = root
        self.links = links
        self.rules = rules
    }

    /// Walks, and returns the entries sorted by path as unsigned bytes.
    ///
    /// - Throws: Of all errors the one whose path comes first: the same whichever thread was faster.
    func run(width: Int) throws -> FoundEntries {
        var status = stat()
        guard fstat(root.descriptor, &status) == 0 else { throw failure("read", "") }
        let numbers = AtomicCounter()
        let start = PendingDirectory(
            number: numbers.take(),
            way: .root,
            prefix: "",
            followed: nil,
            ancestors: [FileIdentity(FileStamp(status))],
            inherited: rules.root
        )
        let queue = WorkQueue([start])
        let results = Mutex<[ThreadResult]>([])
        concurrently(width: width) {
            var lister = DirectoryLister(root: root, links: links, rules: rules, numbers: numbers)
            queue.work { lister.list($0, until: { queue.isAnyoneIdle }) }
            results.withLock { [result = lister.result] in $0.append(result) }
        }
        let found = results.withLock { $0 }
        let first = found.flatMap(\.failures).min { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        if let first { throw first.error }
        return TreeOrder(found).joined()
    }

    private func failure(_ operation: String, _ source: String) -> FileError {
        FileError(operation, source.isEmpty ? root.path : root.path.appending(source), Errno(rawValue: errno))
    }
}

extension TreeWalk {
    /// A directory that is still to be listed.
    struct PendingDirectory: Sendable {
        /// The way to open a directory.
        enum Way: Sendable {
            case root
            /// By its name in its parent, which stays open that long.
            case child(of: OpenDirectory, name: String)
            /// By its path, which is free of links: where a link pointed at it.
            case resolved
        }

        /// Its number in this walk: higher than its parent's.
        let number: Int
        let way: Way
        /// Its path in the tree, with a slash at the end; empty for the root.
        let prefix: String
        /// Its real path below the root, in the same form; nil where no link was followed on the way.
        let followed: String?
        /// The directories above it and itself, to notice a link that leads back up.
        let ancestors: [FileIdentity]
        /// The state of the ignore rules for its entries.
        let inherited: IgnoreRuleSet.Inherited

        /// Its real path below the root, with a slash at the end; empty for the root.
        var source: String { followed ?? prefix }
    }

    /// The identity of a directory on this machine.
    struct FileIdentity: Sendable, Hashable {
        let device: UInt64
        let inode: UInt64

        init(_ stamp: FileStamp) {
            device = stamp.device
            inode = stamp.inode
        }
    }

    /// A directory among the entries.
    struct Branch: Sendable {
        /// The index of its entry.
        let index: Int
        /// The number of what is below it.
        let below: Int
        /// A directory that is left out has an entry only if something below it is taken.
        let isExcluded: Bool
    }

    /// Where a directory's entries are in what its thread found, and which of them are directories.
    struct Listing: Sendable {
        let number: Int
        /// Sorted by name as unsigned bytes.
        let entries: Range<Int>
        let branches: Range<Int>
    }

    /// The entries that a thread found: those of all its directories in the same arrays, since to make and free some for each
    /// directory takes as long as to look at a few files.
    struct ThreadResult: Sendable {
        var found = FoundEntries()
        var branches: [Branch] = []
        var listings: [Listing] = []
        var failures: [(path: String, error: any Error)] = []
    }

    /// An open directory; it is closed when the last that is to be opened in it has been.
    final class OpenDirectory: Sendable {
        let descriptor: CInt

        init(_ descriptor: CInt) { self.descriptor = descriptor }

        deinit { close(descriptor) }
    }
}
