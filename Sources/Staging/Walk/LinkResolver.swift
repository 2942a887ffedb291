internal import Basics
internal import Glibc
internal import SystemPackage

/// Finds what a symbolic link of a model artifact points at, if that is inside the root.
///
/// Each component is looked at by itself: following `..` and further links by hand is what makes "inside" certain.
struct LinkResolver {
    /// The real file that a link leads to.
    struct Resolved {
        /// Its path below the root, free of links; empty for the root itself.
        let source: String
        let stamp: FileStamp
    }

    /// As many links as the kernel follows before it gives up (`MAXSYMLINKS`).
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

    /// Opens a directory whose path is free of links.
    static func openDirectory(_ source: String, in root: RootDirectory) throws -> CInt {
        let descriptor = openat(root.descriptor, source.isEmpty ? "." : source, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("read", root.path.appending(source), Errno(rawValue: errno)) }
        return descriptor
    }

    /// The components of a target in reverse order; an absolute one starts at the root again if it is inside.
    private func components(of target: String, replacing done: inout [String]) throws -> [String] {
        var relative = target
        if target.utf8.first == UInt8(ascii: "/") {
            guard let canonicalRoot = try? root.path.string.canonicalPath() else {
                throw FileError("read", root.path, .ioError)
            }
            // The root may be reached by other names than its canonical one.
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
