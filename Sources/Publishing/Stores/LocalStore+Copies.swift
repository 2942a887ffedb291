internal import Basics
internal import CLinux
internal import FoundationEssentials
internal import Glibc
public import Hashing
internal import SystemPackage

extension LocalStore {
    /// Finds files, without reading them.
    public func list(_ prefix: String) async throws -> [ListedObject] {
        let root = path(prefix)
        guard access(root.string, F_OK) == 0 else { return [] }
        return try FileManager.default.subpathsOfDirectory(atPath: root.string).compactMap { name in
            let path = root.appending(name)
            var status = stat()
            guard lstat(path.string, &status) == 0 else { throw FileError("read", path, Errno(rawValue: errno)) }
            guard status.st_mode & S_IFMT != S_IFDIR else { return nil }
            let object = StoredObject(byteCount: Int64(status.st_size), checksum: nil, version: nil)
            return ListedObject(key: prefix + name, object: object)
        }
    }

    /// Replaces a file, unless another publisher has done so.
    ///
    /// Where the file system has no locks, one of two publishers at the same moment may lose what it adds to an index;
    /// its next publish restores it.
    public func replace(
        _ key: String,
        _ version: String?,
        with bytes: [UInt8],
        sha256: SHA256Digest
    ) async throws -> Bool {
        let file = try makeFile(for: key)
        try file.write(bytes.span.bytes)
        let lock = open(directory.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard lock >= 0 else { throw FileError("open", directory, Errno(rawValue: errno)) }
        defer { close(lock) }
        // Held for the time of a rename only: nothing waits in between.
        _ = flock(lock, LOCK_EX)
        guard try await digest(of: key)?.description == version else { return false }
        return try file.commit(to: path(key), onConflict: .replace)
    }

    /// Copies a file, by reference where the file system can, and reads the copy before it has its name.
    ///
    /// No hard link: whoever changes one of the files would change both.
    public func copy(
        _ source: String,
        _ object: StoredObject,
        partSize: Int,
        to key: String
    ) async throws -> WriteOutcome? {
        let original: FileDescriptor
        do {
            original = try FileDescriptor.open(path(source), .readOnly, options: [.noFollow, .closeOnExec])
        } catch Errno.noSuchFileOrDirectory, Errno.notDirectory, Errno.tooManySymbolicLinkLevels {
            return nil
        } catch let errno as Errno {
            throw FileError("read", path(source), errno)
        }
        defer { try? original.close() }
        let file = try makeFile(for: key)
        guard try copyBytes(of: original, to: file.descriptor, at: path(key)) else { return nil }
        let (digest, byteCount) = try digest(of: file.descriptor, at: path(key))
        guard object.checksum == .whole(digest) else { return nil }
        guard try file.commit(to: path(key), onConflict: .keep) else { return .exists }
        return .written(StoredObject(byteCount: byteCount, checksum: .whole(digest), version: nil))
    }

    /// Returns false where the kernel cannot copy between these files: then the bytes are taken from the asset.
    private func copyBytes(of original: FileDescriptor, to file: FileDescriptor, at path: FilePath) throws -> Bool {
        while true {
            try Task.checkCancellation()
            let count = copy_file_range(original.rawValue, nil, file.rawValue, nil, 1 << 30, 0)
            if count == 0 { return true }
            guard count < 0 else { continue }
            switch Errno(rawValue: errno) {
            case .interrupted: continue
            case .invalidArgument, .notSupported, .noFunction, .improperLink: return false
            case let errno: throw FileError("write", path, errno)
            }
        }
    }

    private func digest(of file: FileDescriptor, at path: FilePath) throws -> (SHA256Digest, Int64) {
        var hash = SHA256()
        var offset: Int64 = 0
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.blockByteCount, alignment: 4096)
        defer { buffer.deallocate() }
        while true {
            try Task.checkCancellation()
            let count = try FileError.naming("read", path) {
                try file.read(fromAbsoluteOffset: offset, into: buffer)
            }
            guard count > 0 else { return (hash.finish(), offset) }
            hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]).bytes)
            offset += Int64(count)
        }
    }
}
