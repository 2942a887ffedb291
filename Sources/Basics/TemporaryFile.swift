internal import CLinux
internal import Glibc
internal import Synchronization
public import SystemPackage

/// A file that appears under its final name only when it is complete.
///
/// Bytes are written to a temporary file on the same file system; `commit` syncs the file, renames it, and syncs its
/// directory. A file that is not committed is removed. A killed process leaves its temporary file behind; since a file
/// is locked as long as its process lives, `sweep` removes the unlocked ones.
public final class TemporaryFile: Sendable {
    /// The behaviour if the final name is taken.
    public enum Conflict: Sendable {
        /// Replaces the existing file.
        case replace
        /// Keeps the existing file: `commit` returns false.
        case keep
    }

    /// The descriptor of the temporary file, which this object owns and closes.
    public let descriptor: FileDescriptor
    private let path: FilePath
    private let isRemoved = Mutex(false)

    private static let prefix = ".sageassets-"
    private static let suffixByteCount = 8

    /// Creates an empty temporary file.
    ///
    /// - Parameters:
    ///   - directory: The directory of the temporary file, on the same file system as the final name.
    ///   - permissions: The file's permissions, to which the process's mask is applied.
    public init(in directory: FilePath, permissions: FilePermissions = [.ownerReadWrite, .groupRead, .otherRead])
        throws(FileError)
    {
        let directory = directory.isEmpty ? FilePath(".") : directory
        while true {
            let suffix = (0..<Self.suffixByteCount).map { _ in UInt8.random(in: 0...255) }
            let path = directory.appending(Self.prefix + Hex.encode(suffix))
            let descriptor = try FileError.naming("create", path) {
                try FileDescriptor.open(
                    path,
                    .readWrite,
                    options: [.create, .exclusiveCreate, .closeOnExec],
                    permissions: permissions
                )
            }
            // Without locks on this file system, `sweep` does not remove files either.
            _ = flock(descriptor.rawValue, LOCK_EX)
            // Another process's sweep may have taken the file between its creation and the lock.
            var status = stat()
            if fstat(descriptor.rawValue, &status) == 0, status.st_nlink == 0 {
                try? descriptor.close()
                continue
            }
            self.descriptor = descriptor
            self.path = path
            return
        }
    }

    deinit {
        discard()
        try? descriptor.close()
    }

    /// Appends bytes after those of earlier calls.
    public func write(_ bytes: RawSpan) throws(FileError) {
        try FileError.naming("write", path) {
            _ = try bytes.withUnsafeBytes { try descriptor.writeAll($0) }
        }
    }

    /// Writes bytes at an offset; several tasks may do so at once.
    public func write(_ bytes: RawSpan, at offset: Int64) throws(FileError) {
        try FileError.naming("write", path) {
            _ = try bytes.withUnsafeBytes { try descriptor.writeAll(toAbsoluteOffset: offset, $0) }
        }
        // A hint to start writing to the disk, so that `commit` does not wait for all of a large file. An error is
        // ignored, since it occurs again in `commit`.
        _ = sync_file_range(descriptor.rawValue, offset, Int64(bytes.byteCount), CLINUX_SYNC_FILE_RANGE_WRITE)
    }

    /// The current size of the file in bytes.
    public var byteCount: Int64 {
        get throws(FileError) {
            var status = stat()
            guard fstat(descriptor.rawValue, &status) == 0 else {
                throw FileError("read", path, Errno(rawValue: Glibc.errno))
            }
            return Int64(status.st_size)
        }
    }

    /// Syncs the file and gives it its final name.
    ///
    /// - Returns: False if the name was taken and the conflict is `.keep`; true otherwise.
    @discardableResult
    public func commit(to destination: FilePath, onConflict conflict: Conflict) throws(FileError) -> Bool {
        guard fsync(descriptor.rawValue) == 0 else {
            throw FileError("write", destination, Errno(rawValue: Glibc.errno))
        }
        switch conflict {
        case .replace: try rename(to: destination)
        case .keep:
            guard link(path.string, destination.string) == 0 else {
                let errno = Errno(rawValue: Glibc.errno)
                if errno == .fileExists { return false }
                throw FileError("create", destination, errno)
            }
            discard()
        }
        let directory = destination.removingLastComponent()
        try Self.sync(directory: directory.isEmpty ? "." : directory)
        return true
    }

    /// Renames the file to its final name, replacing an existing one, without syncing: for files that can be recreated.
    public func rename(to destination: FilePath) throws(FileError) {
        guard Glibc.rename(path.string, destination.string) == 0 else {
            throw FileError("rename a temporary file to", destination, Errno(rawValue: Glibc.errno))
        }
        isRemoved.withLock { $0 = true }
    }

    /// Removes the temporary file, unless it was committed or removed already.
    public func discard() {
        isRemoved.withLock { isRemoved in
            if !isRemoved { unlink(path.string) }
            isRemoved = true
        }
    }

    /// Syncs a directory, so that its entries survive a crash.
    public static func sync(directory: FilePath) throws(FileError) {
        try FileError.naming("sync", directory) {
            let descriptor = try FileDescriptor.open(directory, .readOnly, options: [.directory, .closeOnExec])
            defer { try? descriptor.close() }
            guard fsync(descriptor.rawValue) == 0 else { throw Errno(rawValue: Glibc.errno) }
        }
    }

    /// Returns the file that a user's path refers to: links are followed, and anything but a regular file is rejected,
    /// so that no device or pipe is replaced.
    public static func destination(_ path: FilePath) throws(FileError) -> FilePath {
        var status = stat()
        guard stat(path.string, &status) == 0 else { return path }
        let kind = FileKind(mode: status.st_mode)
        guard kind == .regular else { throw FileError("replace", path, isA: kind) }
        return try FileError.naming("resolve", path) { FilePath(try path.string.canonicalPath()) }
    }

    /// Writes a text file atomically, replacing an existing one.
    public static func write(_ text: String, to destination: FilePath) throws(FileError) {
        let destination = try Self.destination(destination)
        let file = try TemporaryFile(in: destination.removingLastComponent())
        try file.write(Array(text.utf8).span.bytes)
        try file.commit(to: destination, onConflict: .replace)
    }

    /// Whether a name is that of a temporary file.
    package static func isName(_ name: some Collection<UInt8>) -> Bool {
        name.count == prefix.utf8.count + 2 * suffixByteCount && name.starts(with: prefix.utf8)
            && Hex.decode(String(decoding: name.dropFirst(prefix.utf8.count), as: UTF8.self)) != nil
    }

    /// Removes the temporary files of dead processes from a directory.
    public static func sweep(_ directory: FilePath) throws(FileError) {
        var names: DirectoryStream
        do {
            names = try DirectoryStream(directory)
        } catch {
            throw FileError("list", directory, error)
        }
        while let name = names.next() {
            // The user's files may have the same prefix.
            guard isName(name.utf8) else { continue }
            let path = directory.appending(name)
            // Removed meanwhile, without permission, or not a file, which is not from this program: nothing to sweep.
            guard let file = try? RegularFile.open(path, followsLinks: false) else { continue }
            if flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 { unlink(path.string) }
            try? file.close()
        }
    }
}
