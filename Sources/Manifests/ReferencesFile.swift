internal import Basics
internal import Glibc
public import SystemPackage

/// The references file of a project, which several publishers may change at the same time.
public struct ReferencesFile: Sendable {
    /// References are small: a larger file is something else.
    private static let byteLimit = 64 << 20

    /// The path of the file.
    public let path: FilePath

    /// Names a file, which may not exist yet.
    public init(_ path: FilePath) {
        self.path = path
    }

    /// Reads the references; there are none if there is no file.
    ///
    /// - Throws: `FileError`, `ManifestError.references`.
    public func read() throws -> References {
        guard let text = try SmallFile.read(path, limit: Self.byteLimit) else { return References() }
        return try References(json: text, file: path.string)
    }

    /// Replaces the references while no other publisher does.
    ///
    /// - Parameter change: Changes the references that the file has now.
    /// - Throws: `FileError`, `ManifestError.references`, what `change` throws.
    public func update(_ change: (inout References) throws -> Void) throws {
        try withLock {
            let before = try read()
            var after = before
            try change(&after)
            if after != before { try TemporaryFile.write(after.text, to: path) }
        }
    }

    /// Holds a lock on the directory: the file itself is replaced, so a lock on it would be on the old one.
    ///
    /// Where the file system has no such lock (NFS wants write access, which a directory cannot give), two publishers of
    /// one project at the same moment may lose a reference, which the next publish restores.
    private func withLock<Result>(_ body: () throws -> Result) throws -> Result {
        let directory = path.removingLastComponent()
        let descriptor = open(directory.isEmpty ? "." : directory.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("open", directory, Errno(rawValue: errno)) }
        defer { close(descriptor) }
        _ = flock(descriptor, LOCK_EX)
        return try body()
    }
}
