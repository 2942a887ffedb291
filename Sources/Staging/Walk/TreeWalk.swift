internal import Assets
internal import Basics
internal import Glibc
internal import IgnoreRules
internal import Synchronization
internal import SystemPackage

/// A walk over a directory by several threads, relative to open descriptors.
///
/// Each directory is listed by one thread, and the listings are sorted at the end.
struct TreeWalk: Sendable {
    private let root: RootDirectory
    private let links: FileTree.LinkPolicy
    private let rules: IgnoreRuleSet
    private let own: OwnEntries

    init(root: RootDirectory, links: FileTree.LinkPolicy, rules: IgnoreRuleSet, own: OwnEntries) {
        self.own = own
        self.root = root
        self.links = links
        self.rules = rules
    }

    /// Returns the entries sorted by path as unsigned bytes.
    ///
    /// - Throws: The error with the least path, independent of the timing of the threads.
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
            var lister = DirectoryLister(root: root, links: links, rules: rules, own: own, numbers: numbers)
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
    /// A directory that is not listed yet.
    struct PendingDirectory: Sendable {
        /// The way to open a directory.
        enum Way: Sendable {
            case root
            /// By its name relative to its parent, which stays open until then.
            case child(of: OpenDirectory, name: String)
            /// By its path without links: the target of a link.
            case resolved
        }

        /// The number of the directory in the walk, higher than its parent's.
        let number: Int
        let way: Way
        /// The path in the tree, with a trailing slash; empty for the root.
        let prefix: String
        /// The real path below the root, with a trailing slash; nil if the path contains no followed link.
        let followed: String?
        /// The directory and those above it, to detect a link that leads back to one of them.
        let ancestors: [FileIdentity]
        /// The state of the ignore rules for its entries.
        let inherited: IgnoreRuleSet.Inherited

        /// The real path below the root, with a trailing slash; empty for the root.
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

    /// A directory among the entries of a listing.
    struct Branch: Sendable {
        /// The index of the directory's entry.
        let index: Int
        /// The number of the directory's listing.
        let below: Int
        /// Whether the directory is excluded or leads to own files, so that it is part of the tree only if an entry below it
        /// is included.
        let isExcluded: Bool
    }

    /// The ranges of a directory's entries and branches in the result of its thread.
    struct Listing: Sendable {
        let number: Int
        /// Sorted by name as unsigned bytes.
        let entries: Range<Int>
        let branches: Range<Int>
    }

    /// The entries that a thread found, those of all its directories in the same arrays: allocating arrays for each
    /// directory would cost as much as examining a few files.
    struct ThreadResult: Sendable {
        var found = FoundEntries()
        var branches: [Branch] = []
        var listings: [Listing] = []
        var failures: [(path: String, error: any Error)] = []
    }

    /// An open directory, which is closed after the last of its subdirectories was opened.
    final class OpenDirectory: Sendable {
        let descriptor: CInt

        init(_ descriptor: CInt) { self.descriptor = descriptor }

        deinit { close(descriptor) }
    }
}
