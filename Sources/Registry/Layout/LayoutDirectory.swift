internal import Basics
internal import Glibc
internal import Hashing
internal import SystemPackage

/// The files of an image layout.
///
/// Source: "OCI Image Layout Specification", version 1.0.0.
struct LayoutDirectory: Sendable {
    let path: FilePath

    init(_ path: FilePath) { self.path = path }

    var blobs: FilePath { path.appending("blobs").appending("sha256") }
    var index: FilePath { path.appending("index.json") }
    var imageList: FilePath { path.appending("manifest.json") }
    private var mark: FilePath { path.appending("oci-layout") }

    /// The file of a blob or a manifest.
    func blob(_ digest: ImageDigest) -> FilePath { blobs.appending(digest.sha256.description) }

    /// Returns the size of a blob's file, or nil if there is none.
    func byteCount(of digest: ImageDigest) throws(FileError) -> Int64? {
        var status = stat()
        guard stat(blob(digest).string, &status) == 0 else {
            let errno = Errno(rawValue: errno)
            guard errno == .noSuchFileOrDirectory || errno == .notDirectory else {
                throw FileError("read", blob(digest), errno)
            }
            return nil
        }
        return FileKind(mode: status.st_mode) == .regular ? Int64(status.st_size) : nil
    }

    /// Makes the directories and the file that marks an image layout.
    func create() throws(FileError) {
        var made = FilePath(root: blobs.root)
        for component in blobs.components {
            made.append(component)
            guard mkdir(made.string, 0o777) != 0, errno != EEXIST, errno != EISDIR else { continue }
            throw FileError("create", made, Errno(rawValue: errno))
        }
        guard access(mark.string, F_OK) != 0 else { return }
        let file = try TemporaryFile(in: path)
        try file.write(Array("{\"imageLayoutVersion\":\"1.0.0\"}".utf8).span.bytes)
        try file.commit(to: mark, onConflict: .keep)
    }

    /// Copies bytes into the file of their digest.
    func write(_ bytes: some ByteSource, _ digest: ImageDigest) throws {
        let file = try TemporaryFile(in: blobs)
        try bytes.forEachPiece { piece, _ in
            try Task.checkCancellation()
            try file.write(piece)
        }
        try file.commit(to: blob(digest), onConflict: .replace)
    }

    /// Runs a body that changes the index while other publishers wait.
    ///
    /// - Throws: `FileError` if another program does not release its lock, as one that is suspended.
    func withLock<Result>(_ body: () throws -> Result) async throws -> Result {
        try await DirectoryLock.hold(path, body)
    }
}
