internal import Basics
internal import Glibc
internal import SystemPackage

/// A file of a tree, open for reading, that must stay what the walk found.
struct OpenFile: ~Copyable {
    private let descriptor: CInt
    private let path: FilePath
    private let stamp: FileStamp

    /// Opens a node's file and checks that it is the one that was found.
    init(_ node: FileTree.Node, with cursor: inout DirectoryCursor, in root: RootDirectory) throws {
        let descriptor = try cursor.open(node.source)
        let path = root.path.appending(node.source)
        do {
            try Self.check(descriptor, path, node.stamp)
        } catch {
            close(descriptor)
            throw error
        }
        // Set last: a value that cannot be copied cannot be half made when `init` throws.
        self.descriptor = descriptor
        self.path = path
        stamp = node.stamp
    }

    deinit {
        close(descriptor)
    }

    /// Fills a buffer with bytes of the file, which must hold that many from the offset on.
    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws {
        var done = 0
        while done < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(done))
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileError("read", path, Errno(rawValue: errno)) }
            guard count > 0 else { throw StagingError.changedWhileRead(path) }
            done += count
        }
    }

    /// Checks, after the last read, that nobody wrote meanwhile.
    func check() throws {
        try Self.check(descriptor, path, stamp)
    }

    private static func check(_ descriptor: CInt, _ path: FilePath, _ stamp: FileStamp) throws {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError("read", path, Errno(rawValue: errno)) }
        guard FileStamp(status) == stamp else { throw StagingError.changedWhileRead(path) }
    }
}
