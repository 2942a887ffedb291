internal import Basics
internal import FoundationEssentials
internal import Glibc
public import Hashing
internal import Synchronization
public import SystemPackage

/// A store in a directory: objects are files named by their keys.
///
/// Safe under concurrent publishers and kills: an object is written under a temporary name, made durable, and linked to
/// its own name, which fails if that is taken.
public struct LocalStore: Store {
    static let blockByteCount = 1 << 20
    /// How many parts of a file are read at a time.
    private static let readWidth = 4
    let directory: FilePath

    /// A store in a directory, which is made when something is written.
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

    /// Looks for a file, and says nothing but its size: nobody vouches for what is in a directory, so that an object is
    /// read to be proved.
    public func object(_ key: String) async throws -> StoredObject? {
        var status = stat()
        guard lstat(path(key).string, &status) == 0 else {
            let errno = Errno(rawValue: errno)
            guard [.noSuchFileOrDirectory, .notDirectory].contains(errno) else {
                throw FileError("read", path(key), errno)
            }
            return nil
        }
        return StoredObject(byteCount: Int64(status.st_size), checksum: nil, version: nil)
    }

    /// Reads a file whole.
    public func content(_ key: String, limit: Int) async throws -> StoredContent? {
        var bytes: [UInt8] = []
        let isThere = try forEachBlock(of: key) { block in
            guard bytes.count + block.count <= limit else {
                throw PublishingError.objectTooLarge(uri: uri(of: key), limit: limit)
            }
            bytes.append(contentsOf: block)
        }
        return isThere ? StoredContent(bytes: bytes, version: SHA256.hash(bytes.span.bytes).description) : nil
    }

    /// Reads a file and returns its digest.
    public func digest(of key: String) async throws -> SHA256Digest? {
        var hash = SHA256()
        return try forEachBlock(of: key) { hash.update($0.bytes) } ? hash.finish() : nil
    }

    /// Reads a file, several parts at a time, and returns their digests.
    public func digests(of key: String, parts: [Range<Int64>]) async throws -> [SHA256Digest]? {
        guard let file = try openFile(key) else { return nil }
        defer { try? file.close() }
        return try await parts.boundedMap(width: Self.readWidth) { try digest(of: file, $0, at: path(key)) }
    }

    /// Writes a file, unless there is one.
    public func write(_ bytes: [UInt8], to key: String, sha256: SHA256Digest) async throws -> WriteOutcome {
        let file = try makeFile(for: key)
        try file.write(bytes.span.bytes)
        guard try file.commit(to: path(key), onConflict: .keep) else { return .exists }
        return .written(StoredObject(byteCount: Int64(bytes.count), checksum: .whole(sha256), version: nil))
    }

    /// Starts a file that is written in parts.
    public func beginUpload(to key: String) async throws -> any StoreUpload {
        FileUpload(file: try makeFile(for: key), destination: path(key), store: self)
    }

    func path(_ key: String) -> FilePath { directory.appending(key) }

    /// Makes a temporary file in the store, and clears away those of publishers that were killed.
    ///
    /// It is not made where its name will be: there, it would be taken for an object.
    func makeFile(for key: String) throws -> TemporaryFile {
        try makeDirectory(path(key).removingLastComponent())
        try keepOutOfGit()
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

    /// The program's own directory beside a manifest says that it is not for version control.
    private func keepOutOfGit() throws {
        let own = directory.removingLastComponent()
        guard own.lastComponent?.string == ".sageassets" else { return }
        let ignore = own.appending(".gitignore")
        guard access(ignore.string, F_OK) != 0 else { return }
        try TemporaryFile.write("*\n", to: ignore)
    }

    /// Opens an object's file for reading; nil if there is none.
    func openFile(_ key: String) throws -> FileDescriptor? {
        do {
            return try FileDescriptor.open(path(key), .readOnly, options: [.noFollow, .closeOnExec])
        } catch Errno.noSuchFileOrDirectory, Errno.notDirectory {
            return nil
        } catch let errno as Errno {
            throw FileError("read", path(key), errno)
        }
    }

    /// Returns false if there is no such file.
    private func forEachBlock(of key: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Bool {
        let path = path(key)
        guard let descriptor = try openFile(key) else { return false }
        defer { try? descriptor.close() }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.blockByteCount, alignment: 4096)
        defer { buffer.deallocate() }
        while true {
            try Task.checkCancellation()
            let count = try FileError.naming("read", path) { try descriptor.read(into: buffer) }
            guard count > 0 else { return true }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}
