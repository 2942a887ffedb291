internal import CLinux
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
            guard let encoding = TextEncoding(of: bytes) else {
                throw FileError("read as UTF-8", path, .illegalByteSequence)
            }
            let reason = "it is in \(encoding.name)"
            throw FileError("read", path, .illegalByteSequence, reason, hint: encoding.fix(for: path))
        }
        return text
    }

    /// Reads the bytes of a file.
    ///
    /// Apart from regular files, `/dev/null` and pipes without a name are read: those of the shell's `<(…)` and `|`, which
    /// nobody but the caller can have opened.
    ///
    /// - Parameters:
    ///   - path: The file; it may be reached through links.
    ///   - limit: The maximum size in bytes.
    /// - Returns: The bytes, or nil if there is no such file.
    package static func readBytes(_ path: FilePath, limit: Int) throws(FileError) -> [UInt8]? {
        let descriptor: FileDescriptor
        let status: stat
        do {
            (descriptor, status) = try RegularFile.openAnything(path, followsLinks: true)
        } catch  where error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory {
            return nil
        }
        defer { try? descriptor.close() }
        switch FileKind(mode: status.st_mode) {
        case .regular: break
        case .directory: throw FileError("read", path, .isDirectory)
        case .namedPipe where isAnonymous(descriptor): _ = fcntl(descriptor.rawValue, F_SETFL, 0)
        case .characterDevice where status.st_rdev == nullDevice: break
        case let kind: throw FileError("read", path, isA: kind)
        }
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

    /// The number of `/dev/null`, which Linux has fixed.
    private static let nullDevice: dev_t = 1 << 8 | 3
    /// The magic number of the file system of pipes without a name (`statfs(2)`).
    private static let pipes = 0x5049_5045

    private static func isAnonymous(_ pipe: FileDescriptor) -> Bool {
        var system = statfs()
        return fstatfs(pipe.rawValue, &system) == 0 && Int(system.f_type) == pipes
    }
}
