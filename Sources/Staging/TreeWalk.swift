internal import Basics
internal import Glibc
internal import Identity
internal import SystemPackage

/// A walk over a directory, relative to open descriptors.
struct TreeWalk {
    private let root: RootDirectory
    private let links: FileTree.LinkPolicy
    private let rules: IgnoreRules
    private(set) var nodes: [FileTree.Node] = []

    /// A directory on the way down.
    private struct Place {
        /// Its path in the tree, with a slash at the end; empty for the root.
        let prefix: String
        /// Its real path below the root, in the same form.
        let source: String
        /// The directories above it and itself, to notice a link that leads back up.
        let ancestors: [FileIdentity]
        /// What its entries inherit from the rules.
        let inherited: IgnoreRules.Inherited
    }

    private struct FileIdentity: Hashable {
        let device: UInt64
        let inode: UInt64

        init(_ stamp: FileStamp) {
            device = stamp.device
            inode = stamp.inode
        }
    }

    init(root: RootDirectory, links: FileTree.LinkPolicy, rules: IgnoreRules) {
        self.root = root
        self.links = links
        self.rules = rules
    }

    mutating func run() throws {
        var status = stat()
        guard fstat(root.descriptor, &status) == 0 else { throw failure("read", "") }
        let ancestors = [FileIdentity(FileStamp(status))]
        _ = try visit(dup(root.descriptor), Place(prefix: "", source: "", ancestors: ancestors, inherited: rules.root))
    }

    /// Visits all entries of a directory.
    ///
    /// - Parameter descriptor: The directory, open; it is closed here.
    /// - Returns: Whether any entry was taken.
    private mutating func visit(_ descriptor: CInt, _ place: Place) throws -> Bool {
        guard descriptor >= 0 else { throw failure("read", place.source) }
        guard let stream = fdopendir(descriptor) else {
            close(descriptor)
            throw failure("list", place.source)
        }
        defer { closedir(stream) }
        // The descriptor of the root is shared, and with it the position in the listing.
        rewinddir(stream)
        let before = nodes.count
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            guard let name = try name(of: entry, in: place), name != ".", name != ".." else { continue }
            try visit(name, at: dirfd(stream), in: place)
        }
        guard errno == 0 else { throw failure("list", place.source) }
        return nodes.count > before
    }

    private mutating func visit(_ name: String, at directory: CInt, in place: Place) throws {
        let path = place.prefix + name
        let source = place.source + name
        let isExcluded = rules.excludes(path, in: place.inherited)
        if isExcluded && !rules.mayReincludeBelow(path) { return }

        var status = stat()
        guard fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { throw failure("read", source) }
        let stamp = FileStamp(status)
        if stamp.isLink {
            // Docker does not look behind a link; where links are replaced, one may lead to what is back in.
            if isExcluded && links == .keep { return }
            let target = try target(of: name, at: directory, source: source)
            switch links {
            case .keep: add(path, .link(target: target), source, stamp)
            case .replace: try follow(target, from: path, in: place, isExcluded: isExcluded)
            }
        } else if stamp.isDirectory {
            let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
            let descriptor = openat(directory, name, flags)
            try visitDirectory(descriptor, path, source, stamp, place, isExcluded: isExcluded)
        } else if !isExcluded {
            try addFile(path, source, stamp)
        }
    }

    private mutating func visitDirectory(
        _ descriptor: CInt,
        _ path: String,
        _ source: String,
        _ stamp: FileStamp,
        _ place: Place,
        isExcluded: Bool
    ) throws {
        let inside = Place(
            prefix: path + "/",
            source: source.isEmpty ? "" : source + "/",
            ancestors: place.ancestors + [FileIdentity(stamp)],
            inherited: rules.inherited(from: path, in: place.inherited)
        )
        // An excluded directory has an entry only if something below it is taken.
        if try visit(descriptor, inside) || !isExcluded { add(path, .directory, source, stamp) }
    }

    /// Takes what a link points at in its place.
    private mutating func follow(_ target: String, from path: String, in place: Place, isExcluded: Bool) throws {
        let link = root.path.appending(path)
        let resolver = LinkResolver(root: root, link: link, target: target)
        if isExcluded, (try? resolver.resolve(from: place.source))?.stamp.isDirectory != true { return }
        let resolved = try resolver.resolve(from: place.source)
        guard resolved.stamp.isDirectory else { return try addFile(path, resolved.source, resolved.stamp) }
        guard !place.ancestors.contains(FileIdentity(resolved.stamp)) else { throw StagingError.linkLoops(link) }
        let descriptor = try LinkResolver.openDirectory(resolved.source, in: root)
        try visitDirectory(descriptor, path, resolved.source, resolved.stamp, place, isExcluded: isExcluded)
    }

    private mutating func addFile(_ path: String, _ source: String, _ stamp: FileStamp) throws {
        guard stamp.isRegularFile else {
            throw StagingError.specialFile(root.path.appending(path), kind: stamp.specialKind)
        }
        add(path, .file(size: stamp.size, isExecutable: stamp.isExecutable), source, stamp)
    }

    private mutating func add(_ path: String, _ kind: TreeEntry.Kind, _ source: String, _ stamp: FileStamp) {
        nodes.append(FileTree.Node(entry: TreeEntry(path: path, kind: kind), source: source, stamp: stamp))
    }

    private func name(of entry: UnsafeMutablePointer<dirent>, in place: Place) throws -> String? {
        try withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            try pointer.withMemoryRebound(to: CChar.self, capacity: 256) { characters in
                if let name = String(validatingCString: characters) { return name }
                throw StagingError.notUTF8(
                    name: String(cString: characters),
                    directory: root.path.appending(place.source)
                )
            }
        }
    }

    private func target(of name: String, at directory: CInt, source: String) throws -> String {
        let path = root.path.appending(source)
        guard let target = try FileError.naming("read", path, { try linkTarget(of: name, at: directory) }) else {
            throw StagingError.notUTF8(name: "the target of \(name)", directory: path.removingLastComponent())
        }
        return target
    }

    private func failure(_ operation: String, _ source: String) -> FileError {
        FileError(operation, source.isEmpty ? root.path : root.path.appending(source), Errno(rawValue: errno))
    }
}
