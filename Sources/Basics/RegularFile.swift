internal import Glibc
package import SystemPackage

/// Opens files that others may have made, or replaced by something else.
///
/// A named pipe blocks whoever opens it until somebody writes to it, and a device may have no end: neither is waited for.
package enum RegularFile {
    /// Opens a regular file for reading.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - followsLinks: Whether the path may be a link.
    /// - Throws: `FileError` for anything but a regular file; with `noSuchFileOrDirectory` or `notDirectory` if nothing is
    ///   there.
    package static func open(_ path: FilePath, followsLinks: Bool) throws(FileError) -> FileDescriptor {
        let (descriptor, status) = try openAnything(path, followsLinks: followsLinks)
        let kind = FileKind(mode: status.st_mode)
        guard kind == .regular else {
            try? descriptor.close()
            throw FileError("read", path, isA: kind)
        }
        return descriptor
    }

    /// Opens a file without waiting, and returns its metadata.
    static func openAnything(
        _ path: FilePath,
        followsLinks: Bool
    ) throws(FileError) -> (descriptor: FileDescriptor, status: stat) {
        let options: FileDescriptor.OpenOptions = [.closeOnExec, .nonBlocking]
        let descriptor: FileDescriptor
        do {
            descriptor = try FileDescriptor.open(
                path,
                .readOnly,
                options: followsLinks ? options : options.union(.noFollow)
            )
        } catch Errno.tooManySymbolicLinkLevels where !followsLinks {
            throw FileError("read", path, isA: .link)
        } catch Errno.noSuchAddressOrDevice {
            // A socket, or a device without hardware, such as the terminal of a program that has none.
            var status = stat()
            let isKnown = stat(path.string, &status) == 0
            throw FileError("read", path, isA: isKnown ? FileKind(mode: status.st_mode) : .other)
        } catch {
            throw FileError("read", path, error as? Errno ?? .ioError)
        }
        var status = stat()
        guard fstat(descriptor.rawValue, &status) == 0 else {
            let errno = Errno(rawValue: errno)
            try? descriptor.close()
            throw FileError("read", path, errno)
        }
        return (descriptor, status)
    }
}
