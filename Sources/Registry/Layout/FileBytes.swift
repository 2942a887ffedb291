package import Basics
internal import Glibc
package import SystemPackage

/// The bytes of a regular file, which stays open while they are read.
package final class FileBytes: ByteSource {
    package let byteCount: Int
    private let descriptor: FileDescriptor
    private let path: FilePath

    /// Opens a file.
    package init(_ path: FilePath) throws(FileError) {
        let descriptor = try RegularFile.open(path, followsLinks: true)
        var status = stat()
        guard fstat(descriptor.rawValue, &status) == 0 else {
            let errno = Errno(rawValue: errno)
            try? descriptor.close()
            throw FileError("read", path, errno)
        }
        byteCount = Int(status.st_size)
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        try? descriptor.close()
    }

    package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
        var done = 0
        while done < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let position = Int64(offset + done)
            let count = try FileError.naming("read", path) {
                try descriptor.read(fromAbsoluteOffset: position, into: rest)
            }
            guard count > 0 else { throw FileError("read", path, .ioError) }
            done += count
        }
    }
}
