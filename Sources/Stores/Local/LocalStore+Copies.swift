internal import Basics
internal import CLinux
internal import Glibc
public import Hashing
internal import SystemPackage

extension LocalStore {
    /// Lists files by their metadata, all on one page.
    public func list(_ prefix: String, isRecursive: Bool, after token: String?) async throws -> ListPage {
        let root = path(prefix)
        guard access(root.string, F_OK) == 0 else { return ListPage(objects: []) }
        var objects: [ListedObject] = []
        var prefixes = [prefix]
        while let prefix = prefixes.popLast() {
            for key in try DirectoryStream.names(in: path(prefix)).map({ prefix + $0 }) {
                // Deleted meanwhile.
                guard let status = try status(key) else { continue }
                switch FileKind(mode: status.st_mode) {
                case .regular: objects.append(ListedObject(key: key, metadata: metadata(status)))
                case .directory where isRecursive: prefixes.append(key + "/")
                default: break
                }
            }
        }
        return ListPage(objects: objects)
    }

    private func metadata(_ status: stat) -> ObjectMetadata {
        let modified = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
        return ObjectMetadata(byteCount: Int64(status.st_size), modified: modified)
    }

    private func status(_ key: String) throws(FileError) -> stat? {
        var status = stat()
        if lstat(path(key).string, &status) == 0 { return status }
        guard errno == ENOENT else { throw FileError("read", path(key), Errno(rawValue: errno)) }
        return nil
    }

    /// Replaces a file, unless another publisher has replaced it.
    ///
    /// On a file system without locks, one of two concurrent publishers may lose its addition to an index; its next run
    /// adds it again.
    public func replace(
        _ key: String,
        ifMatch etag: String?,
        with bytes: [UInt8],
        sha256: SHA256Digest
    ) async throws -> ObjectMetadata? {
        let file = try makeFile(for: key)
        try file.write(bytes.span.bytes)
        // Held while the file is read and compared; publishers of other assets wait meanwhile.
        let isReplaced = try await DirectoryLock.holding(directory) {
            guard try await digest(of: key)?.description == etag else { return false }
            return try file.commit(to: path(key), onConflict: .replace)
        }
        return isReplaced ? ObjectMetadata(byteCount: Int64(bytes.count), checksum: .fullObject(sha256)) : nil
    }

    /// Copies a file, by reference if the file system supports it, and verifies the copy before it gets its name.
    ///
    /// It makes no hard link, by which a change of one file would change both.
    public func copy(
        _ source: String,
        _ object: ObjectMetadata,
        partSize: Int,
        to key: String
    ) async throws -> WriteOutcome? {
        guard let original = try openOriginal(source) else { return nil }
        defer { try? original.close() }
        let file = try makeFile(for: key)
        let byteCount = object.byteCount
        guard try copy(original, 0..<byteCount, to: file.descriptor, at: 0, path(key)) else { return nil }
        let digest = try digest(of: file.descriptor, 0..<byteCount, at: path(key))
        guard object.checksum == .fullObject(digest), try file.byteCount == byteCount else { return nil }
        guard try file.commit(to: path(key), onConflict: .keep) else { return .exists }
        return .written(ObjectMetadata(byteCount: byteCount, checksum: .fullObject(digest)))
    }

    /// Copies a range of an object into a file.
    ///
    /// - Returns: False if the object is missing, or the kernel cannot copy it.
    func copy(_ source: String, _ range: Range<Int64>, to file: FileDescriptor, at offset: Int64) throws -> Bool {
        guard let original = try openOriginal(source) else { return false }
        defer { try? original.close() }
        return try copy(original, range, to: file, at: offset, path(source))
    }

    /// Opens a file to copy from; nil if there is none that can be copied.
    private func openOriginal(_ key: String) throws -> FileDescriptor? {
        do {
            return try openFile(key)
        } catch  where error.isWrongKind {
            return nil
        }
    }

    /// Returns false if the kernel cannot copy between these files, or the range is beyond the end: the asset's own bytes
    /// are written then.
    private func copy(
        _ original: FileDescriptor,
        _ range: Range<Int64>,
        to file: FileDescriptor,
        at offset: Int64,
        _ path: FilePath
    ) throws -> Bool {
        var (from, to, left) = (range.lowerBound, offset, range.count)
        while left > 0 {
            try Task.checkCancellation()
            let count = copy_file_range(original.rawValue, &from, file.rawValue, &to, UInt(left), 0)
            if count == 0 { return false }
            guard count < 0 else {
                left -= count
                continue
            }
            switch Errno(rawValue: errno) {
            case .interrupted: continue
            case .invalidArgument, .notSupported, .noFunction, .improperLink: return false
            case let errno: throw FileError("write", path, errno)
            }
        }
        return true
    }

    /// Reads a range of a file and returns its digest.
    func digest(of file: FileDescriptor, _ range: Range<Int64>, at path: FilePath) throws -> SHA256Digest {
        var hash = SHA256()
        var offset = range.lowerBound
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.blockByteCount, alignment: 4096)
        defer { buffer.deallocate() }
        while offset < range.upperBound {
            try Task.checkCancellation()
            let limit = min(buffer.count, Int(range.upperBound - offset))
            let count = try FileError.naming("read", path) {
                try file.read(fromAbsoluteOffset: offset, into: .init(rebasing: buffer[..<limit]))
            }
            // The file is too short, so its digest will not match.
            guard count > 0 else { break }
            hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]).bytes)
            offset += Int64(count)
        }
        return hash.finish()
    }
}
