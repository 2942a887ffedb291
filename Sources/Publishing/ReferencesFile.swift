internal import Basics
internal import Glibc
public import Manifests
public import SystemPackage

/// The references file of a project, which several publishers may change at the same time.
public struct ReferencesFile: Sendable {
    /// References are small: a file of this size is none.
    private static let byteLimit = 64 << 20

    /// Where it is.
    public let path: FilePath

    /// A file that may or may not be there yet.
    public init(_ path: FilePath) {
        self.path = path
    }

    /// Reads the references; there are none if there is no file.
    ///
    /// - Throws: `FileError`, `ManifestError` if it is no references file.
    public func read() throws -> References {
        guard let text = try SmallFile.read(path, limit: Self.byteLimit) else { return References() }
        return try References(json: text, file: path.string)
    }

    /// Adds references to those in the file; nothing is lost if another publisher does the same.
    ///
    /// - Returns: What is in the file now.
    public func merge(_ items: [PublishReport.Item]) throws -> References {
        try withLock {
            let before = try read()
            let after = Dictionary(grouping: items, by: \.destination).sorted { $0.key < $1.key }
                .reduce(before) { $0.merging($1.value.map(\.asset), destination: $1.key) }
            if after != before || !items.isEmpty { try TemporaryFile.write(after.text, to: path) }
            return after
        }
    }

    /// Holds a lock on the directory: the file itself is replaced, so a lock on it would be on the old one.
    private func withLock<Result>(_ body: () throws -> Result) throws -> Result {
        let directory = path.removingLastComponent()
        let descriptor = open(directory.isEmpty ? "." : directory.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw PublishingError.cannotLock(directory, Errno(rawValue: errno)) }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX) == 0 else {
            throw PublishingError.cannotLock(directory, Errno(rawValue: errno))
        }
        return try body()
    }
}
