internal import Assets
internal import Basics
internal import Glibc
internal import IgnoreRules
internal import SystemPackage

/// The work of one thread of a walk: lists directories one after the other.
struct DirectoryLister: ~Copyable {
    private let root: RootDirectory
    private let links: FileTree.LinkPolicy
    private let rules: IgnoreRuleSet
    private let own: OwnEntries
    private let numbers: AtomicCounter
    private var reader = DirectoryReader()
    private var measure: FileMeasure
    private(set) var result = TreeWalk.ThreadResult()

    init(
        root: RootDirectory,
        links: FileTree.LinkPolicy,
        rules: IgnoreRuleSet,
        own: OwnEntries,
        numbers: AtomicCounter
    ) {
        self.own = own
        self.root = root
        self.links = links
        self.rules = rules
        self.numbers = numbers
        measure = FileMeasure(root)
    }

    /// Lists directories and those below them, and returns the remaining ones when another thread is idle.
    mutating func list(
        _ pending: [TreeWalk.PendingDirectory],
        until isThreadIdle: () -> Bool
    ) -> [TreeWalk.PendingDirectory] {
        var remaining = pending
        while let next = remaining.popLast() {
            remaining += list(next)
            if isThreadIdle() { break }
        }
        return remaining
    }

    /// Lists a directory and returns its subdirectories.
    private mutating func list(_ parent: TreeWalk.PendingDirectory) -> [TreeWalk.PendingDirectory] {
        var below: [TreeWalk.PendingDirectory] = []
        do {
            let directory = try open(parent)
            let names = try names(in: directory, parent)
            let (entry, branch) = (result.found.entries.count, result.branches.count)
            for name in names { try visit(name, in: directory, parent, &below) }
            result.listings.append(
                TreeWalk.Listing(
                    number: parent.number,
                    entries: entry..<result.found.entries.count,
                    branches: branch..<result.branches.count
                )
            )
        } catch {
            // Names are processed in order, so that the same error of a directory is always the first.
            result.failures.append((parent.prefix, error))
        }
        return below
    }

    private func open(_ pending: TreeWalk.PendingDirectory) throws -> TreeWalk.OpenDirectory {
        let descriptor =
            switch pending.way {
            case .root: openat(root.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            case .child(let parent, let name):
                openat(parent.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            case .resolved: try LinkResolver.openDirectory(pending.source, in: root)
            }
        guard descriptor >= 0 else { throw failure("read", pending.source) }
        return TreeWalk.OpenDirectory(descriptor)
    }

    private mutating func names(
        in directory: TreeWalk.OpenDirectory,
        _ parent: TreeWalk.PendingDirectory
    ) throws -> [DirectoryReader.Name] {
        do {
            return try reader.names(of: directory.descriptor)
        } catch {
            throw FileError("list", parent.source.isEmpty ? root.path : root.path.appending(parent.source), error)
        }
    }

    /// Adds an entry unless it is excluded, or written by the program.
    ///
    /// - Parameter below: Receives the directory that the entry leads to, if any.
    private mutating func visit(
        _ name: DirectoryReader.Name,
        in directory: TreeWalk.OpenDirectory,
        _ parent: TreeWalk.PendingDirectory,
        _ below: inout [TreeWalk.PendingDirectory]
    ) throws {
        if reader.withName(name, { OwnFile.isNamed($0) }) { return }
        let path = try reader.withName(name) { try self.path($0, in: parent) }
        let isExcluded = rules.excludes(path, in: parent.inherited)
        if isExcluded && !rules.mayReincludeBelow(path) { return }

        let source = parent.followed.map { $0 + path.dropPrefix(parent.prefix) }
        let stamp = try reader.withName(name) { name in
            var status = stat()
            let exists = name.withMemoryRebound(to: CChar.self) { name in
                guard let name = name.baseAddress else { return false }
                return fstatat(directory.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0
            }
            guard exists else { throw failure("read", source ?? path) }
            return FileStamp(status)
        }
        if own.contains(stamp) { return }
        if stamp.isLink {
            // Docker does not follow links; a replaced link may lead to a directory with re-included files.
            if isExcluded && links == .keep { return }
            let name = path.dropPrefix(parent.prefix)
            let target = try target(of: name, at: directory.descriptor, source: source ?? path)
            switch links {
            case .keep: result.found.append(TreeEntry(path: path, kind: .link(target: target)), stamp)
            case .replace: try follow(target, from: path, in: parent, isExcluded: isExcluded, &below)
            }
        } else if stamp.isDirectory {
            let way = TreeWalk.PendingDirectory.Way.child(of: directory, name: path.dropPrefix(parent.prefix))
            self.directory(way, path, source, stamp, parent, isExcluded: isExcluded, &below)
        } else if !isExcluded {
            let name = { path.dropPrefix(parent.prefix) }
            if OwnEntries.isGenerated(path, stamp, opening: name, at: directory.descriptor) { return }
            try file(path, source: source, stamp)
        }
    }

    private mutating func directory(
        _ way: TreeWalk.PendingDirectory.Way,
        _ path: String,
        _ source: String?,
        _ stamp: FileStamp,
        _ parent: TreeWalk.PendingDirectory,
        isExcluded: Bool,
        _ below: inout [TreeWalk.PendingDirectory]
    ) {
        let inside = TreeWalk.PendingDirectory(
            number: numbers.take(),
            way: way,
            prefix: path + "/",
            followed: source.map { $0.isEmpty ? "" : $0 + "/" },
            ancestors: parent.ancestors + [TreeWalk.FileIdentity(stamp)],
            inherited: rules.inherited(from: path, in: parent.inherited)
        )
        below.append(inside)
        let index = result.found.entries.count
        let isOptional = isExcluded || own.isPassage(stamp)
        result.branches.append(TreeWalk.Branch(index: index, below: inside.number, isExcluded: isOptional))
        result.found.append(TreeEntry(path: path, kind: .directory), stamp)
    }

    /// Adds the target of a link in place of the link.
    private mutating func follow(
        _ target: String,
        from path: String,
        in parent: TreeWalk.PendingDirectory,
        isExcluded: Bool,
        _ below: inout [TreeWalk.PendingDirectory]
    ) throws {
        let link = root.path.appending(path)
        let resolver = LinkResolver(root: root, link: link, target: target)
        if isExcluded, (try? resolver.resolve(from: parent.source))?.stamp.isDirectory != true { return }
        let resolved = try resolver.resolve(from: parent.source)
        var name = resolved.source.pathComponents.last ?? ""
        if own.contains(resolved.stamp) || name.withUTF8({ OwnFile.isNamed($0) }) { return }
        guard resolved.stamp.isDirectory else {
            let source = { resolved.source }
            if OwnEntries.isGenerated(path, resolved.stamp, opening: source, at: root.descriptor) { return }
            return try file(path, source: resolved.source, resolved.stamp)
        }
        guard !parent.ancestors.contains(TreeWalk.FileIdentity(resolved.stamp)) else {
            throw StagingError.linkLoops(link)
        }
        directory(.resolved, path, resolved.source, resolved.stamp, parent, isExcluded: isExcluded, &below)
    }

    private mutating func file(_ path: String, source: String?, _ stamp: FileStamp) throws {
        guard stamp.isRegularFile else {
            throw StagingError.specialFile(root.path.appending(path), kind: stamp.specialKind)
        }
        if own.isOutput(stamp) { throw StagingError.isOutput(root.path.appending(path)) }
        let size = try measure.size(of: source ?? path, stamp)
        let kind = TreeEntry.Kind.file(size: size, isExecutable: stamp.isExecutable)
        result.found.append(TreeEntry(path: path, kind: kind), stamp, source: source)
    }

    private func path(_ name: UnsafeBufferPointer<UInt8>, in parent: TreeWalk.PendingDirectory) throws -> String {
        guard name.allSatisfy({ $0 < 0x80 }) || String(validating: name, as: UTF8.self) != nil else {
            throw StagingError.notUTF8(
                name: String(decoding: name, as: UTF8.self),
                directory: root.path.appending(parent.source)
            )
        }
        var prefix = parent.prefix
        return prefix.withUTF8 { prefix in
            String(unsafeUninitializedCapacity: prefix.count + name.count) { path in
                _ = path.update(fromContentsOf: prefix)
                _ = path[prefix.count...].update(fromContentsOf: name)
                return prefix.count + name.count
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

extension String {
    /// Returns the text without a prefix that it must have.
    fileprivate func dropPrefix(_ prefix: String) -> String {
        String(decoding: utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
    }
}
