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

    /// Reads the object to know its checksum: nobody else vouches for what is in a directory.
    public func object(_ key: String) async throws -> StoredObject? {
        guard let (digest, byteCount) = try scan(key) else { return nil }
        return StoredObject(byteCount: byteCount, checksum: .whole(digest), version: nil)
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
        try scan(key)?.digest
    }

    /// Writes a file, unless there is one.
    public func write(_ bytes: [UInt8], to key: String, sha256: SHA256Digest) async throws -> WriteOutcome {
        let file = try makeFile(for: key)
        try file.write(bytes.span.bytes)
        guard try file.commit(to: path(key), onConflict: .keep) else { return .exists }
        return .written(StoredObject(byteCount: Int64(bytes.count), checksum: .whole(sha256), version: nil))
    }

    /// Starts a file that is written in parts.
    public func beginUpload(to key: String, partSize: Int) async throws -> any StoreUpload {
        FileUpload(file: try makeFile(for: key), destination: path(key), partSize: partSize, conflict: .keep)
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

    private func scan(_ key: String) throws -> (digest: SHA256Digest, byteCount: Int64)? {
        var hash = SHA256()
        var byteCount: Int64 = 0
        let isThere = try forEachBlock(of: key) { block in
            hash.update(block.bytes)
            byteCount += Int64(block.count)
        }
        return isThere ? (hash.finish(), byteCount) : nil
    }

    /// Returns false if there is no such file.
    private func forEachBlock(of key: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Bool {
        let path = path(key)
        let descriptor: FileDescriptor
        do {
            descriptor = try FileDescriptor.open(path, .readOnly, options: [.noFollow, .closeOnExec])
        } catch Errno.noSuchFileOrDirectory, Errno.notDirectory {
            return false
        } catch let errno as Errno {
            throw FileError("read", path, errno)
        }
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
