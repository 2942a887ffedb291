internal import Basics
internal import Glibc
internal import SystemPackage

/// Resolves a symbolic link of a model artifact to its target, if that is inside the root.
///
/// Every component is resolved separately, including `..` and further links, to ensure that the target is inside.
struct LinkResolver {
    /// The real file that a link leads to.
    struct Resolved {
        /// The path below the root, without links; empty for the root itself.
        let source: String
        let stamp: FileStamp
    }

    /// The maximum number of links to follow, as in the kernel (`MAXSYMLINKS`).
    private static let linkLimit = 40

    private let root: RootDirectory
    private let link: FilePath
    private let target: String

    init(root: RootDirectory, link: FilePath, target: String) {
        self.root = root
        self.link = link
        self.target = target
    }

    /// Follows the link.
    ///
    /// - Parameter directory: The real path below the root of the directory that holds the link.
    func resolve(from directory: String) throws -> Resolved {
        var done = directory.pathComponents
        var left = try components(of: target, replacing: &done)
        var linkCount = 1
        var stamp = try status(of: done)
        while let component = left.popLast() {
            guard stamp.isDirectory else { throw StagingError.linkDangles(link, target: target) }
            if component == ".." {
                guard done.popLast() != nil else { throw StagingError.linkLeavesRoot(link, target: target) }
                stamp = try status(of: done)
                continue
            }
            done.append(component)
            stamp = try status(of: done)
            guard stamp.isLink else { continue }
            linkCount += 1
            guard linkCount <= Self.linkLimit else { throw StagingError.linkLoops(link) }
            let next = try readLink(done)
            done.removeLast()
            left += try components(of: next, replacing: &done)
            stamp = try status(of: done)
        }
        return Resolved(source: done.joined(separator: "/"), stamp: stamp)
    }

    /// Opens a directory whose path contains no links.
    static func openDirectory(_ source: String, in root: RootDirectory) throws -> CInt {
        let descriptor = openat(root.descriptor, source.isEmpty ? "." : source, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("read", root.path.appending(source), Errno(rawValue: errno)) }
        return descriptor
    }

    /// Returns the components of a target in reverse order; an absolute target inside the root starts at the root
    /// again.
    private func components(of target: String, replacing done: inout [String]) throws -> [String] {
        var relative = target
        if target.utf8.first == UInt8(ascii: "/") {
            guard let canonicalRoot = try? root.path.string.canonicalPath() else {
                throw FileError("read", root.path, .ioError)
            }
            // The target may refer to the root by another path than the canonical one.
            guard let canonical = try? target.canonicalPath() else {
                throw StagingError.linkDangles(link, target: target)
            }
            let prefix = canonicalRoot == "/" ? "" : canonicalRoot
            guard canonical.hasSameBytes(as: canonicalRoot) || canonical.utf8.starts(with: "\(prefix)/".utf8) else {
                throw StagingError.linkLeavesRoot(link, target: target)
            }
            relative = String(decoding: canonical.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
            done = []
        }
        return relative.pathComponents.filter { $0 != "." }.reversed()
    }

    private func status(of components: [String]) throws -> FileStamp {
        var status = stat()
        let path = components.isEmpty ? "." : components.joined(separator: "/")
        guard fstatat(root.descriptor, path, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            switch Errno(rawValue: errno) {
            case .noSuchFileOrDirectory, .notDirectory: throw StagingError.linkDangles(link, target: target)
            case let errno: throw FileError("read", link, errno)
            }
        }
        return FileStamp(status)
    }

    private func readLink(_ components: [String]) throws -> String {
        let path = components.joined(separator: "/")
        let target = try FileError.naming("read", root.path.appending(path)) {
            try linkTarget(of: path, at: root.descriptor)
        }
        guard let target else { throw StagingError.linkDangles(link, target: path) }
        return target
    }
}
