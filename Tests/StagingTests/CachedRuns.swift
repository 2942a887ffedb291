import Assets
import Foundation
import Glibc
import Hashing
import Staging
import Synchronization
import SystemPackage
import Testing
import TestSupport

/// The result of hashing a tree: its digests, and the numbers of bytes that were read and cached.
struct CachedRun: Equatable {
    let address: SHA256Digest
    let files: KnownContent
    let read: Int
    let cached: Int
}

/// Tests that hash a tree repeatedly with a cache in their temporary directory.
protocol CachedRuns {}

extension CachedRuns {
    static var content: FileNode {
        ["a": "content", "b": .executable("run"), "d": ["e": [:], "f": "deep", "empty": ""], "d-x": "between"]
    }
    static var byteCount: Int { 7 + 3 + 4 + 7 }

    var directory: FilePath { TemporaryDirectory.path.appending("cache/sageassets") }

    /// A cache whose clock is ahead, so that the stamps of all files written by the test are reliable.
    var later: FingerprintCache { cache(at: Self.time(in: 10)) }

    static func time(in seconds: Int) -> FileStamp.Nanoseconds {
        let now = FileStamp.Nanoseconds.now
        return FileStamp.Nanoseconds(seconds: now.seconds + seconds, fraction: now.fraction)
    }

    /// Returns a cache whose clock is stopped.
    func cache(
        at time: FileStamp.Nanoseconds,
        log: @Sendable @escaping (String) -> Void = { _ in }
    ) -> FingerprintCache {
        FingerprintCache(directory: directory, now: { time }, log: log)
    }

    func run(_ cache: FingerprintCache?, width: Int = 2) async throws -> CachedRun {
        try await run(TestTree.root, .modelData(), cache, width: width)
    }

    func run(
        _ path: FilePath,
        _ options: AssetSource.Options,
        _ cache: FingerprintCache?,
        width: Int = 2
    ) async throws -> CachedRun {
        let read = Mutex(0)
        let cached = Mutex(0)
        let found = try options.walk(at: path)
        let staging = StagingOptions(width: width, cache: cache) { progress in
            switch progress {
            case .read(let count): read.withLock { $0 += count }
            case .cached(let count): cached.withLock { $0 += count }
            }
        }
        let files = try await found.tree.hashed(staging)
        return CachedRun(
            address: found.address(of: files.tree),
            files: files,
            read: read.withLock { $0 },
            cached: cached.withLock { $0 }
        )
    }

    func cacheFiles() throws -> [FilePath] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.string)) ?? []
        return names.sorted().map { directory.appending($0) }
    }

    func status(_ path: FilePath) throws -> stat {
        var status = stat()
        try expectingSuccess(lstat(path.string, &status))
        return status
    }

    func setModified(_ path: FilePath, to time: timespec) throws {
        try expectingSuccess(utimensat(AT_FDCWD, path.string, [time, time], AT_SYMLINK_NOFOLLOW))
    }
}
