internal import Basics
internal import Glibc
internal import SystemPackage

/// An open file of a tree that must not have changed since the walk.
struct OpenFile: ~Copyable {
    private let descriptor: CInt
    private let root: RootDirectory
    private let node: FileTree.Node

    /// Opens a node's file and checks that it has not changed since the walk.
    init(_ node: FileTree.Node, with cursor: inout DirectoryCursor, in root: RootDirectory) throws {
        let descriptor = try cursor.open(node.source)
        do {
            try Self.check(descriptor, root, node)
        } catch {
            close(descriptor)
            throw error
        }
        // Set last: a noncopyable value must not be partly initialized when `init` throws.
        self.descriptor = descriptor
        self.root = root
        self.node = node
    }

    deinit {
        close(descriptor)
    }

    /// The error of a file with other bytes than before.
    var changed: StagingError { .changedWhileRead(root.path(of: node)) }

    /// Tells the kernel to begin to read bytes into the page cache.
    func prefetch(_ range: Range<Int64>) {
        // Without its success, the bytes are read when they are needed.
        _ = posix_fadvise(descriptor, off_t(range.lowerBound), off_t(range.count), POSIX_FADV_WILLNEED)
    }

    /// Fills a buffer with bytes of the file, which must contain that many from the offset on.
    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws {
        var done = 0
        while done < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(done))
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileError("read", root.path(of: node), Errno(rawValue: errno)) }
            guard count > 0 else { throw StagingError.changedWhileRead(root.path(of: node)) }
            done += count
        }
    }

    /// Checks after the last read that the file was not written meanwhile.
    func check() throws {
        try Self.check(descriptor, root, node)
        guard node.size != node.stamp.size else { return }
        // A file without a size in its stamp does not change the stamp when it grows.
        var byte: UInt8 = 0
        guard pread(descriptor, &byte, 1, off_t(node.size)) == 0 else {
            throw StagingError.changedWhileRead(root.path(of: node))
        }
    }

    private static func check(_ descriptor: CInt, _ root: RootDirectory, _ node: FileTree.Node) throws {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw FileError("read", root.path(of: node), Errno(rawValue: errno))
        }
        guard FileStamp(status) == node.stamp else { throw StagingError.changedWhileRead(root.path(of: node)) }
    }
}

extension RootDirectory {
    /// Returns the path of a node's file; for errors only, since creating a path costs as much as opening the file.
    fileprivate func path(of node: FileTree.Node) -> FilePath { path.appending(node.source) }
}
