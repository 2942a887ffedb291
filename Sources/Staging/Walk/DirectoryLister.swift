internal import Basics
internal import Glibc
internal import Assets
internal import SystemPackage

/// Lists one directory of a walk after the other: one thread's part of it.
struct DirectoryLister: ~Copyable {
    private typealias Place = TreeWalk.Place

    private let root: RootDirectory
    private let links: FileTree.LinkPolicy
    private let rules: IgnoreRules
    private let numbers: TreeWalk.Numbers
    private var reader = DirectoryReader()
    private(set) var outcome = TreeWalk.Outcome()

    init(root: RootDirectory, links: FileTree.LinkPolicy, rules: IgnoreRules, numbers: TreeWalk.Numbers) {
        self.root = root
        self.links = links
        self.rules = rules
        self.numbers = numbers
    }

    /// Lists directories and those below them one after the other, and returns what is left when others wait for it.
    mutating func list(_ places: [TreeWalk.Place], until isWanted: () -> Bool) -> [TreeWalk.Place] {
        var left = places
        while let next = left.popLast() {
            left += list(next)
            if isWanted() { break }
        }
        return left
    }

    /// Lists a directory and returns those in it.
    private mutating func list(_ place: TreeWalk.Place) -> [TreeWalk.Place] {
        var below: [Place] = []
        do {
            let directory = try open(place)
            let names = try names(in: directory, place)
            let (entry, branch) = (outcome.found.entries.count, outcome.branches.count)
            for name in names { try look(at: name, in: directory, place, &below) }
            outcome.listings.append(
                TreeWalk.Listing(
                    number: place.number,
                    entries: entry..<outcome.found.entries.count,
                    branches: branch..<outcome.branches.count
                )
            )
        } catch {
            // The names come in their order: what fails first in a directory always does.
            outcome.failures.append((place.prefix, error))
        }
        return below
    }

    private func open(_ place: Place) throws -> TreeWalk.OpenDirectory {
        let descriptor =
            switch place.way {
            case .root: openat(root.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            case .child(let parent, let name):
                openat(parent.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            case .resolved: try LinkResolver.openDirectory(place.source, in: root)
            }
        guard descriptor >= 0 else { throw failure("read", place.source) }
        return TreeWalk.OpenDirectory(descriptor)
    }

    private mutating func names(
        in directory: TreeWalk.OpenDirectory,
        _ place: Place
    ) throws -> [DirectoryReader.Name] {
        do {
            return try reader.names(of: directory.descriptor)
        } catch {
            throw FileError("list", place.source.isEmpty ? root.path : root.path.appending(place.source), error)
        }
    }

    /// Looks at an entry, and adds it if it is not left out.
    ///
    /// - Parameter below: Takes what must be listed for it.
    private mutating func look(
        at name: DirectoryReader.Name,
        in directory: TreeWalk.OpenDirectory,
        _ place: Place,
        _ below: inout [Place]
    ) throws {
        let path = try reader.withName(name) { try self.path($0, in: place) }
        let isExcluded = rules.excludes(path, in: place.inherited)
        if isExcluded && !rules.mayReincludeBelow(path) { return }

        let source = place.followed.map { $0 + path.dropPrefix(place.prefix) }
        let stamp = try reader.withName(name) { name in
            var status = stat()
            let isThere = name.withMemoryRebound(to: CChar.self) { name in
                guard let name = name.baseAddress else { return false }
                return fstatat(directory.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0
            }
            guard isThere else { throw failure("read", source ?? path) }
            return FileStamp(status)
        }
        if stamp.isLink {
            // Docker does not look behind a link; where links are replaced, one may lead to what is back in.
            if isExcluded && links == .keep { return }
            let target = try target(of: path.dropPrefix(place.prefix), at: directory.descriptor, source: source ?? path)
            switch links {
            case .keep: outcome.found.append(TreeEntry(path: path, kind: .link(target: target)), stamp)
            case .replace: try follow(target, from: path, in: place, isExcluded: isExcluded, &below)
            }
        } else if stamp.isDirectory {
            let way = Place.Way.child(of: directory, name: path.dropPrefix(place.prefix))
            self.directory(way, path, source, stamp, place, isExcluded: isExcluded, &below)
        } else if !isExcluded {
            try file(path, source: source, stamp)
        }
    }

    private mutating func directory(
        _ way: Place.Way,
        _ path: String,
        _ source: String?,
        _ stamp: FileStamp,
        _ place: Place,
        isExcluded: Bool,
        _ below: inout [Place]
    ) {
        let inside = Place(
            number: numbers.take(),
            way: way,
            prefix: path + "/",
            followed: source.map { $0.isEmpty ? "" : $0 + "/" },
            ancestors: place.ancestors + [TreeWalk.FileIdentity(stamp)],
            inherited: rules.inherited(from: path, in: place.inherited)
        )
        below.append(inside)
        let index = outcome.found.entries.count
        outcome.branches.append(TreeWalk.Branch(index: index, below: inside.number, isExcluded: isExcluded))
        outcome.found.append(TreeEntry(path: path, kind: .directory), stamp)
    }

    /// Takes what a link points at in its place.
    private mutating func follow(
        _ target: String,
        from path: String,
        in place: Place,
        isExcluded: Bool,
        _ below: inout [Place]
    ) throws {
        let link = root.path.appending(path)
        let resolver = LinkResolver(root: root, link: link, target: target)
        if isExcluded, (try? resolver.resolve(from: place.source))?.stamp.isDirectory != true { return }
        let resolved = try resolver.resolve(from: place.source)
        guard resolved.stamp.isDirectory else { return try file(path, source: resolved.source, resolved.stamp) }
        guard !place.ancestors.contains(TreeWalk.FileIdentity(resolved.stamp)) else {
            throw StagingError.linkLoops(link)
        }
        directory(.resolved, path, resolved.source, resolved.stamp, place, isExcluded: isExcluded, &below)
    }

    private mutating func file(_ path: String, source: String?, _ stamp: FileStamp) throws {
        guard stamp.isRegularFile else {
            throw StagingError.specialFile(root.path.appending(path), kind: stamp.specialKind)
        }
        let kind = TreeEntry.Kind.file(size: stamp.size, isExecutable: stamp.isExecutable)
        outcome.found.append(TreeEntry(path: path, kind: kind), stamp, source: source)
    }

    private func path(_ name: UnsafeBufferPointer<UInt8>, in place: Place) throws -> String {
        guard name.allSatisfy({ $0 < 0x80 }) || String(validating: name, as: UTF8.self) != nil else {
            throw StagingError.notUTF8(
                name: String(decoding: name, as: UTF8.self),
                directory: root.path.appending(place.source)
            )
        }
        var prefix = place.prefix
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
    /// What follows a prefix that the text is known to have.
    fileprivate func dropPrefix(_ prefix: String) -> String {
        String(decoding: utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
    }
}
