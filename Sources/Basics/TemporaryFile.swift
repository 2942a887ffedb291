internal import CLinux
internal import Glibc
internal import Synchronization
public import SystemPackage

/// A file that is complete under its final name or not there at all.
///
/// Bytes go to a temporary name on the same file system; `commit` syncs them, gives them their name, and syncs its
/// directory. What is not committed is removed. A killed process leaves its temporary file behind, and that is locked
/// only while its process lives: `sweep` removes the others.
public final class TemporaryFile: Sendable {
    /// The behaviour if the final name is taken.
    public enum Conflict: Sendable {
        /// Replaces the existing file.
        case replace
        /// Keeps the existing file: `commit` returns false.
        case keep
    }

    /// The bytes' file; it belongs to this object.
    public let descriptor: FileDescriptor
    private let path: FilePath
    private let isRemoved = Mutex(false)

    private static let prefix = ".sageassets-"
    private static let suffixByteCount = 8

    /// Creates an empty temporary file.
    ///
    /// - Parameters:
    ///   - directory: Where the file is until it has its final name, which must be on the same file system.
    ///   - permissions: Its permissions, before the process's mask.
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
            // A file system without locks has nobody who sweeps by them.
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

    /// Adds bytes at the end of what was written so.
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
        // Only a hint to the disk to begin: `commit` would otherwise wait for all of a large file at once. What goes
        // wrong here goes wrong again there, where it counts.
        _ = sync_file_range(descriptor.rawValue, offset, Int64(bytes.byteCount), CLINUX_SYNC_FILE_RANGE_WRITE)
    }

    /// The file's size in bytes, as the kernel has it.
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
    /// - Returns: Whether the name is this file's now: false only if it was taken and the conflict is `.keep`.
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

    /// Removes the temporary file, if it is still there.
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

    /// Returns the file that a user's path names: links are followed, and anything but a regular file is rejected, since
    /// nobody means to replace a device or a pipe.
    public static func destination(_ path: FilePath) throws(FileError) -> FilePath {
        var status = stat()
        guard stat(path.string, &status) == 0 else { return path }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileError("replace", path, .invalidArgument) }
        return try FileError.naming("resolve", path) { FilePath(try path.string.canonicalPath()) }
    }

    /// Writes a small file whole, replacing what is there.
    public static func write(_ text: String, to destination: FilePath) throws(FileError) {
        let destination = try Self.destination(destination)
        let file = try TemporaryFile(in: destination.removingLastComponent())
        try file.write(Array(text.utf8).span.bytes)
        try file.commit(to: destination, onConflict: .replace)
    }

    /// Removes the temporary files in a directory whose processes are gone.
    public static func sweep(_ directory: FilePath) throws(FileError) {
        var names: DirectoryStream
        do {
            names = try DirectoryStream(directory)
        } catch {
            throw FileError("list", directory, error)
        }
        while let name = names.next() {
            // The user's own files may begin with the same letters.
            guard name.hasPrefix(prefix), Hex.decode(name.dropFirst(prefix.count))?.count == suffixByteCount else {
                continue
            }
            let path = directory.appending(name)
            // Gone, or not ours to open: nothing to sweep.
            guard let file = try? FileDescriptor.open(path, .readOnly, options: [.noFollow, .closeOnExec]) else {
                continue
            }
            if flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 { unlink(path.string) }
            try? file.close()
        }
    }
}
