internal import Glibc
public import SystemPackage

/// Files that are read whole: manifests, references, ignore files.
public enum SmallFile {
    /// Reads a text file.
    ///
    /// - Parameters:
    ///   - path: The file; it may be reached through links.
    ///   - limit: The maximum size in bytes.
    /// - Returns: The text, or nil if there is no such file.
    public static func read(_ path: FilePath, limit: Int) throws(FileError) -> String? {
        guard let bytes = try readBytes(path, limit: limit) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw FileError("read as UTF-8", path, .illegalByteSequence)
        }
        return text
    }

    /// Reads a file in any encoding, or returns nil if there is no such file.
    package static func readBytes(_ path: FilePath, limit: Int) throws(FileError) -> [UInt8]? {
        let descriptor: FileDescriptor
        do {
            // Opening a named pipe must not block until a writer opens it; the shell's `<(…)` is open already.
            descriptor = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
            _ = fcntl(descriptor.rawValue, F_SETFL, 0)
        } catch Errno.noSuchFileOrDirectory, Errno.notDirectory {
            return nil
        } catch {
            throw FileError("read", path, error as? Errno ?? .ioError)
        }
        defer { try? descriptor.close() }
        return try FileError.naming("read", path) {
            var bytes: [UInt8] = []
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
            defer { buffer.deallocate() }
            while true {
                let count = try descriptor.read(into: buffer)
                if count == 0 { return bytes }
                guard bytes.count + count <= limit else { throw Errno.fileTooLarge }
                bytes += buffer[..<count]
            }
        }
    }
}
