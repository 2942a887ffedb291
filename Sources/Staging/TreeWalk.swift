internal import Basics
internal import Glibc
internal import Identity
internal import Synchronization
internal import SystemPackage

/// A walk over a directory by several threads, relative to open descriptors.
///
/// Each directory is listed by one thread, and the listings are put in order at the end.
struct TreeWalk: Sendable {
    private let root: RootDirectory
    private let links: FileTree.LinkPolicy
    private let rules: IgnoreRules

    init(root: RootDirectory, links: FileTree.LinkPolicy, rules: IgnoreRules) {
        self.root = root
        self.links = links
        self.rules = rules
    }

    /// Walks, and returns the entries sorted by path as unsigned bytes.
    ///
    /// - Throws: Of all errors the one whose path comes first: the same whichever thread was faster.
    func run(width: Int) throws -> (entries: [TreeEntry], nodes: [FileTree.Node]) {
        var status = stat()
        guard fstat(root.descriptor, &status) == 0 else { throw failure("read", "") }
        let numbers = Numbers()
        let place = Place(
            number: numbers.take(),
            way: .root,
            prefix: "",
            source: "",
            ancestors: [FileIdentity(FileStamp(status))],
            inherited: rules.root
        )
        let queue = WorkQueue([place])
        let outcomes = Mutex(Outcomes())
        concurrently(width: width) {
            var lister = DirectoryLister(root: root, links: links, rules: rules, numbers: numbers)
            queue.work { lister.list($0) }
            outcomes.withLock { [outcome = lister.outcomes] in $0.add(outcome) }
        }
        let outcome = outcomes.withLock { $0 }
        let first = outcome.failures.min { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        if let first { throw first.error }
        return TreeOrder(outcome.listings).entries()
    }

    private func failure(_ operation: String, _ source: String) -> FileError {
        FileError(operation, source.isEmpty ? root.path : root.path.appending(source), Errno(rawValue: errno))
    }
}

extension TreeWalk {
    /// A directory on the way down.
    struct Place: Sendable {
        /// How it is opened.
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
        /// Its real path below the root, in the same form.
        let source: String
        /// Whether the two are the same: no link was followed on the way.
        let isStraight: Bool
        /// The directories above it and itself, to notice a link that leads back up.
        let ancestors: [FileIdentity]
        /// What its entries inherit from the rules.
        let inherited: IgnoreRules.Inherited

        init(
            number: Int,
            way: Way,
            prefix: String,
            source: String,
            ancestors: [FileIdentity],
            inherited: IgnoreRules.Inherited
        ) {
            self.number = number
            self.way = way
            self.prefix = prefix
            self.source = source
            self.ancestors = ancestors
            self.inherited = inherited
            isStraight = prefix.hasSameBytes(as: source)
        }
    }

    /// What tells a directory from all others.
    struct FileIdentity: Sendable, Hashable {
        let device: UInt64
        let inode: UInt64

        init(_ stamp: FileStamp) {
            device = stamp.device
            inode = stamp.inode
        }
    }

    /// Hands out numbers from 0 on, each once.
    final class Numbers: Sendable {
        private let next = Atomic(0)

        func take() -> Int { next.add(1, ordering: .relaxed).oldValue }
    }

    /// A directory's entries.
    struct Listing: Sendable {
        /// An entry, and for a directory the number of what is below it.
        struct Item: Sendable {
            let entry: TreeEntry
            let node: FileTree.Node
            let below: Int?
            /// A directory that is left out has an entry only if something below it is taken.
            let isExcluded: Bool
        }

        let number: Int
        /// Sorted by name as unsigned bytes.
        let items: [Item]
    }

    /// What the threads found.
    struct Outcomes: Sendable {
        var listings: [Listing] = []
        var failures: [(path: String, error: any Error)] = []

        mutating func add(_ other: Outcomes) {
            listings += other.listings
            failures += other.failures
        }
    }

    /// An open directory; it is closed when the last that is to be opened in it has been.
    final class OpenDirectory: Sendable {
        let descriptor: CInt

        init(_ descriptor: CInt) { self.descriptor = descriptor }

        deinit { close(descriptor) }
    }
}
