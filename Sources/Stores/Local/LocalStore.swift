internal import Assets
internal import Basics
internal import FoundationEssentials
internal import Glibc
public import Hashing
internal import Synchronization
public import SystemPackage

/// A store in a directory: objects are files named by their keys.
///
/// Concurrent publishers and kills do no harm: an object is written under a temporary name, made durable, and linked to
/// its own name, which fails if that exists.
public struct LocalStore: ObjectStore {
    /// The size of the ranges that files are read in, in bytes.
    static let blockByteCount = 1 << 20
    let directory: FilePath

    /// Creates a store in a directory, which is created by the first write.
    ///
    /// - Parameter directory: An absolute path.
    public init(_ directory: FilePath) {
        self.directory = directory
    }

    /// The object's `file:` URI.
    public func uri(of key: String) -> String {
        let hint: URL.DirectoryHint = key.hasSuffix("/") ? .isDirectory : .notDirectory
        return URL(filePath: path(key).string, directoryHint: hint).absoluteString
    }

    /// The limits of file systems, and the directory.
    public var properties: StoreProperties {
        StoreProperties(keyByteLimit: 1024, readByteCount: Self.blockByteCount, directory: directory.string)
    }

    /// Returns the size of a file only: a directory keeps no checksums, so an object is read to be verified.
    public func metadata(of key: String) async throws -> ObjectMetadata? {
        var status = stat()
        guard lstat(path(key).string, &status) == 0 else {
            let errno = Errno(rawValue: errno)
            guard [.noSuchFileOrDirectory, .notDirectory].contains(errno) else {
                throw FileError("read", path(key), errno)
            }
            return nil
        }
        let kind = FileKind(mode: status.st_mode)
        guard kind == .regular else { throw FileError("read", path(key), isA: kind) }
        return ObjectMetadata(byteCount: Int64(status.st_size))
    }

    /// Reads a file, or a range of it.
    ///
    /// The ETag of a file that is read whole is its SHA-256 digest.
    public func read(_ key: String, range: Range<Int64>?, limit: Int) async throws -> ObjectContent? {
        guard let file = try openFile(key) else { return nil }
        defer { try? file.close() }
        let path = path(key)
        let byteCount = try FileError.naming("read", path) { try file.seek(offset: 0, from: .end) }
        let isWhole = range == nil
        let range = (range ?? 0..<byteCount).clamped(to: 0..<byteCount)
        guard range.count <= limit else { throw StoreError.objectTooLarge(uri: uri(of: key), limit: limit) }
        let bytes = try [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            let buffer = UnsafeMutableRawBufferPointer(buffer)
            while count < buffer.count {
                try Task.checkCancellation()
                let offset = range.lowerBound + Int64(count)
                let read = try FileError.naming("read", path) {
                    try file.read(fromAbsoluteOffset: offset, into: .init(rebasing: buffer[count...]))
                }
                // The file was truncated meanwhile.
                guard read > 0 else { throw StoreError.objectChanged(uri: uri(of: key)) }
                count += read
            }
        }
        let etag = isWhole ? SHA256.hash(bytes.span.bytes).description : nil
        return ObjectContent(bytes: bytes, metadata: ObjectMetadata(byteCount: byteCount, etag: etag))
    }

    /// Writes a file, unless it exists.
    public func put(_ bytes: [UInt8], to key: String, sha256: SHA256Digest) async throws -> WriteOutcome {
        let file = try makeFile(for: key)
        try file.write(bytes.span.bytes)
        guard try file.commit(to: path(key), onConflict: .keep) else { return .exists }
        return .written(ObjectMetadata(byteCount: Int64(bytes.count), checksum: .fullObject(sha256)))
    }

    /// Begins a file that is written in parts.
    public func beginMultipart(to key: String, resumes: Bool) async throws -> any MultipartWriter {
        LocalMultipartWriter(file: try makeFile(for: key), destination: path(key), store: self)
    }

    /// Aborts nothing: the next write deletes the files of interrupted runs.
    public func abortUploads(except addresses: Set<SHA256Digest>) async throws -> [String] { [] }

    /// Deletes a file, and the directories that become empty.
    public func delete(_ key: String) async throws {
        let path = path(key)
        guard unlink(path.string) == 0 || [ENOENT, ENOTDIR].contains(errno) else {
            throw FileError("delete", path, Errno(rawValue: errno))
        }
        var parent = path.removingLastComponent()
        while parent != directory, parent.starts(with: directory), rmdir(parent.string) == 0 {
            parent.removeLastComponent()
        }
        guard access(parent.string, F_OK) == 0 else { return }
        try TemporaryFile.sync(directory: parent)
    }

    package func path(_ key: String) -> FilePath { directory.appending(key) }

    /// Creates a temporary file in the store, and deletes those of killed publishers.
    ///
    /// It is created at the top and not beside its later name, where it would pass for an object of a prefix.
    func makeFile(for key: String) throws -> TemporaryFile {
        try makeDirectory(path(key).removingLastComponent())
        try excludeFromGit()
        try TemporaryFile.sweep(directory)
        return try TemporaryFile(in: directory)
    }

    private func makeDirectory(_ path: FilePath) throws(FileError) {
        let parent = path.removingLastComponent()
        if mkdir(path.string, 0o777) == 0 { return try TemporaryFile.sync(directory: parent) }
        let failure = Errno(rawValue: errno)
        if failure == .fileExists { return }
        guard failure == .noSuchFileOrDirectory, parent != path, !parent.isEmpty else {
            throw FileError("create", path, failure)
        }
        try makeDirectory(parent)
        guard mkdir(path.string, 0o777) == 0 || errno == EEXIST else {
            throw FileError("create", path, Errno(rawValue: errno))
        }
        try TemporaryFile.sync(directory: parent)
    }

    /// Writes a `.gitignore` into the program's directory beside a manifest.
    private func excludeFromGit() throws {
        let parent = directory.removingLastComponent()
        guard parent.lastComponent?.string == OwnFile.directoryName else { return }
        let ignore = parent.appending(".gitignore")
        guard access(ignore.string, F_OK) != 0 else { return }
        try TemporaryFile.write("*\n", to: ignore)
    }

    /// Opens an object's file for reading; nil if there is none.
    func openFile(_ key: String) throws(FileError) -> FileDescriptor? {
        do {
            return try RegularFile.open(path(key), followsLinks: false)
        } catch  where error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory {
            return nil
        }
    }
}
