public import Basics
internal import Hashing
package import SystemPackage

/// The digests of files from earlier runs, so that unchanged files need not be read again.
///
/// A file has not changed if its device, inode, size, mode, modification time and change time are the same: every write
/// sets the change time, which cannot be set back. The cache has one file for each asset, in a directory that belongs
/// to the user. It is optional and conservative: files with unreliable entries are read, and a failed write is only
/// logged.
public struct FingerprintCache: Sendable {
    /// The size limit of a cache file: five million files take less.
    private static let byteLimit = 1 << 30

    /// The directory of the cache files.
    public let directory: CacheDirectory
    /// The wall clock, from which file systems take their stamps.
    package let now: @Sendable () -> FileStamp.Nanoseconds

    /// Creates a cache; its directory is created with the first write.
    public init(_ directory: CacheDirectory) {
        self.directory = directory
        now = { .now }
    }

    package init(
        directory: FilePath,
        now: @Sendable @escaping () -> FileStamp.Nanoseconds,
        log: @Sendable @escaping (String) -> Void = { _ in }
    ) {
        self.directory = CacheDirectory(directory, now: { now().seconds }, log: log)
        self.now = now
    }

    /// Loads the table of an asset; returns nil if there is no valid one.
    func load(_ identity: SHA256Digest) -> FingerprintTable? {
        directory.load(name(of: identity), byteLimit: Self.byteLimit) { FingerprintTable($0, of: identity) }
    }

    /// Replaces the file of an asset; of several concurrent processes, the last one wins.
    func save(_ bytes: [UInt8], of identity: SHA256Digest) {
        guard bytes.count <= Self.byteLimit else { return }
        directory.save(bytes, as: name(of: identity))
    }

    private func name(of identity: SHA256Digest) -> CacheFileName {
        CacheFileName(digest: identity.bytes, .fingerprints)
    }
}
