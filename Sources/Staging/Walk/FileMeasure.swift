internal import Basics
internal import Glibc
internal import SystemPackage

/// Finds out how much can be read from files whose file system does not say it.
///
/// Files of proc have the size 0, those of sysfs the size of a page, and those of some FUSE file systems any size, until
/// they are read. On other file systems nothing is opened.
struct FileMeasure {
    /// The size at which the search for the end is given up: no file without a size is that large.
    private static let limit: Int64 = 16 << 30

    private let root: RootDirectory
    /// The devices of the files seen so far, and whether their sizes can be relied on.
    private var knowsSizes: [UInt64: Bool] = [:]

    init(_ root: RootDirectory) {
        self.root = root
    }

    /// Returns the number of bytes that a regular file has.
    ///
    /// - Parameters:
    ///   - source: The file's real path below the root.
    ///   - stamp: The file's stamp.
    mutating func size(of source: String, _ stamp: FileStamp) throws -> Int64 {
        if knowsSizes[stamp.device] == true { return stamp.size }
        let descriptor = openat(root.descriptor, source, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        // The error is reported when the file is read.
        guard descriptor >= 0 else { return stamp.size }
        defer { close(descriptor) }
        let knowsSize = FileSystem(of: descriptor)?.knowsSizes ?? true
        knowsSizes[stamp.device] = knowsSize
        if knowsSize || ends(descriptor, at: stamp.size) { return stamp.size }
        return try measure(descriptor, root.path.appending(source))
    }

    /// Whether the last byte of a file is the one before an offset.
    private func ends(_ descriptor: CInt, at size: Int64) -> Bool {
        var byte: UInt8 = 0
        return pread(descriptor, &byte, 1, off_t(size)) == 0
            && (size == 0 || pread(descriptor, &byte, 1, off_t(size) - 1) == 1)
    }

    private func measure(_ descriptor: CInt, _ path: FilePath) throws(FileError) -> Int64 {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        let file = FileDescriptor(rawValue: descriptor)
        var size: Int64 = 0
        while size < Self.limit {
            let count = try FileError.naming("read", path) { try file.read(into: buffer) }
            if count == 0 { return size }
            size += Int64(count)
        }
        throw FileError("find the end of", path, .fileTooLarge)
    }
}
