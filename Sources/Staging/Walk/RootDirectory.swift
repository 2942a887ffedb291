internal import Basics
internal import Glibc
internal import SystemPackage

/// An open directory relative to which files are opened, so that a rename of the path above it has no effect.
///
/// Safe to share: the descriptor never changes, and is closed with the last reference.
final class RootDirectory: Sendable {
    let descriptor: CInt
    let path: FilePath

    /// Opens a directory; it may be reached through links.
    init(_ path: FilePath) throws {
        let descriptor = open(path.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            switch Errno(rawValue: errno) {
            case .noSuchFileOrDirectory: throw StagingError.notFound(path)
            case .notDirectory: throw StagingError.notADirectory(path)
            case let errno: throw FileError("open", path, errno)
            }
        }
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        close(descriptor)
    }
}

/// A cursor that opens files below a root one directory at a time, without following links.
///
/// The directories of the last file stay open, so that the files of a sorted list cost one `openat` each. The kernel's
/// `openat2` would do the same in one call, but older container runtimes reject it.
struct DirectoryCursor: ~Copyable {
    private let root: RootDirectory
    private var opened: [(name: String, descriptor: CInt)] = []
    /// The directory of the last file, which `opened` corresponds to; nil after an error.
    private var directory: String? = ""

    init(_ root: RootDirectory) {
        self.root = root
    }

    deinit {
        for directory in opened { close(directory.descriptor) }
    }

    /// Opens a regular file for reading.
    ///
    /// - Parameter path: Its path below the root.
    mutating func open(_ path: String) throws -> CInt {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let count = slash.map { path.utf8.distance(from: path.startIndex, to: $0) } ?? 0
        // Most files are in the same directory as the last one.
        let isSame = directory.map { $0.utf8.elementsEqual(path.utf8.prefix(count)) } ?? false
        if !isSame {
            directory = nil
            try enter(path.pathComponents.dropLast(), of: path)
            directory = String(decoding: path.utf8.prefix(count), as: UTF8.self)
        }
        // A named pipe that replaced the file must not block until a writer appears.
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let descriptor = path.withCString { text in
            openat(opened.last?.descriptor ?? root.descriptor, text + (count == 0 ? 0 : count + 1), flags)
        }
        guard descriptor >= 0 else { throw failure(path) }
        return descriptor
    }

    private mutating func enter(_ components: ArraySlice<String>, of path: String) throws {
        let shared = zip(opened, components).prefix { $0.name.hasSameBytes(as: $1) }.count
        while opened.count > shared { close(opened.removeLast().descriptor) }
        for component in components.dropFirst(shared) {
            let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
            let descriptor = openat(opened.last?.descriptor ?? root.descriptor, component, flags)
            guard descriptor >= 0 else { throw failure(path) }
            opened.append((component, descriptor))
        }
    }

    /// Returns the error for a file that cannot be opened: one that is missing or a link has changed since the walk.
    private func failure(_ path: String) -> any Error {
        let errno = Errno(rawValue: Glibc.errno)
        let path = root.path.appending(path)
        switch errno {
        case .noSuchFileOrDirectory, .notDirectory, .tooManySymbolicLinkLevels:
            return StagingError.changedWhileRead(path)
        default: return FileError("read", path, errno)
        }
    }
}
