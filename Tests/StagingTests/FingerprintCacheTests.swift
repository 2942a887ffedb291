import Assets
import Basics
import Foundation
import Glibc
import Hashing
import Staging
import Synchronization
import SystemPackage
import Testing
import TestSupport

@Suite(.temporaryDirectory) struct FingerprintCacheTests: CachedRuns {
    @Test(arguments: [1, 2, 16]) func unchangedTreeIsNotRead(width: Int) async throws {
        try Self.content.write(to: TestTree.root)
        let first = try await run(later, width: width)
        #expect((first.read, first.cached) == (Self.byteCount, 0))
        let second = try await run(later, width: width)
        #expect((second.read, second.cached) == (0, Self.byteCount))
        let without = try await run(nil, width: width)
        #expect((without.read, without.cached) == (Self.byteCount, 0))
        #expect(first.files == without.files && second.files == without.files)
    }

    @Test(arguments: [true, false]) func filesReadBeforeAFailureAreCached(isCancelled: Bool) async throws {
        // Large files are read first, perhaps at the same time.
        let content: FileNode = [
            "large": .file([UInt8](repeating: 1, count: 3 << 20)),
            "larger": .file([UInt8](repeating: 2, count: 4 << 20)),
            "small": "content",
        ]
        try content.write(to: TestTree.root)
        let tree = try AssetSource.Options.modelData().walk(at: TestTree.root).tree
        if !isCancelled { try FileNode.file([1]).write(to: TestTree.root.appending("small")) }
        let read = Mutex(0)
        await #expect(throws: (any Error).self) {
            try await tree.hashed(width: 1, cache: later) { count in
                let done = read.withLock { read in
                    read += count
                    return read
                }
                if isCancelled, done == 7 << 20 { withUnsafeCurrentTask { $0?.cancel() } }
            }
        }
        let second = try await run(later)
        #expect(second.cached == 7 << 20)
        #expect(second.cached + second.read == 7 << 20 + (isCancelled ? 7 : 1))
        #expect(try await run(nil).files == second.files)
    }

    @Test func changedFileCancelsOtherReads() async throws {
        let blocks = 40
        let content: FileNode = [
            "changes": .file([UInt8](repeating: 0, count: 3 << 20)),
            "large": .file([UInt8](repeating: 1, count: blocks << 20)),
        ]
        try content.write(to: TestTree.root)
        let tree = try AssetSource.Options.modelData().walk(at: TestTree.root).tree
        try FileNode.file([1]).write(to: TestTree.root.appending("changes"))
        let read = Mutex(0)
        // A separate executor, so that the test is independent of others.
        _ = await withTaskExecutorPreference(try BlockingExecutor(threadCount: 3)) {
            let end = ContinuousClock.now + .seconds(60)
            return await #expect(throws: StagingError.self) {
                try await tree.hashed(width: 2) { count in
                    read.withLock { $0 += count }
                    // Reading continues after cancellation, or after a long time if it is not cancelled.
                    while !Task.isCancelled, ContinuousClock.now < end { usleep(1000) }
                }
            }
        }
        #expect(read.withLock { $0 } < blocks << 20)
    }

    @Test func treeReaderRunsOnlyWithEmptyCacheAndIsCached() async throws {
        try Self.content.write(to: TestTree.root)
        let reader = CountingReader()
        let tree = try AssetSource.Options.modelData().walk(at: TestTree.root).tree
        let expected = try await tree.hashed(width: 1) { _ in }
        let first = try await tree.hashed(width: 2, cache: later, reader: reader) { _ in }
        #expect(first.tarSHA256 == SHA256.hash("tar"))
        #expect((first.tree, first.checksums) == (expected.tree, expected.checksums))
        #expect(try await tree.hashed(width: 2, cache: later, reader: reader) { _ in } == expected)
        #expect(reader.callCount == 1)
        try FileNode.directory(["a-new": "12345"]).write(to: TestTree.root)
        let changed = try AssetSource.Options.modelData().walk(at: TestTree.root).tree
        #expect(try await changed.hashed(width: 2, cache: later, reader: reader) { _ in }.tarSHA256 == nil)
        #expect(reader.callCount == 1)
    }

    @Test func cacheIsPrivateAndUntouchedWithoutChanges() async throws {
        try Self.content.write(to: TestTree.root)
        _ = try await run(later)
        let file = try #require(try cacheFiles().first)
        let before = try status(file)
        #expect(before.st_mode & 0o7777 == 0o600)
        #expect(try status(directory).st_mode & 0o7777 == 0o700)
        _ = try await run(later)
        #expect(try status(file).st_ino == before.st_ino)
        #expect(try cacheFiles().count == 1)
    }

    @Test func onlyNewFilesAreRead() async throws {
        try Self.content.write(to: TestTree.root)
        _ = try await run(later)
        try FileNode.directory(["a-new": "12345", "d": ["z": "6"]]).write(to: TestTree.root)
        let second = try await run(later)
        #expect((second.read, second.cached) == (6, Self.byteCount))
        #expect(try await run(later).read == 0)
    }

    @Test func overlappingAssetsDoNotEvictEachOther() async throws {
        try Self.content.write(to: TestTree.root)
        let root = TestTree.root
        let sources: [(path: FilePath, exclude: [String])] = [
            (root.appending("a"), []), (root.appending("b"), []), (root, ["a"]), (root, ["d"]), (root, []),
        ]
        for (path, exclude) in sources {
            _ = try await run(path, .modelData(ModelDataOptions(exclude: exclude)), later)
        }
        for (path, exclude) in sources {
            let second = try await run(path, .modelData(ModelDataOptions(exclude: exclude)), later)
            #expect(second.read == 0, "\(path) without \(exclude)")
        }
    }

    @Test func linksAreCachedByTarget() async throws {
        try FileNode.directory([
            "real": ["f": "1234", "g": "5"], "z": .link("real"), "h": .link("real/f"),
        ]).write(to: TestTree.root)
        let first = try await run(later)
        let second = try await run(later)
        #expect((second.read, second.cached, second.address) == (0, 14, first.address))
        try FileNode.link("real/g").write(to: TestTree.root.appending("i"))
        try expectingSuccess(unlink(TestTree.root.appending("h").string))
        try FileNode.link("real/g").write(to: TestTree.root.appending("h"))
        #expect(try await run(later).address == run(nil).address)
    }

    @Test func concurrentRunsAgree() async throws {
        try Self.content.write(to: TestTree.root)
        let cache = later
        let runs = try await (0..<16).boundedMap(width: 8) { _ in try await run(cache) }
        #expect(Set(runs.map(\.address)).count == 1)
        #expect(try await run(cache).read == 0)
        #expect(try cacheFiles().count == 1)
    }

    @Test func unwritableDirectoryIsIgnored() async throws {
        try Self.content.write(to: TestTree.root)
        try FileNode.file([]).write(to: directory)
        let notes = Mutex<[String]>([])
        let first = try await run(cache(at: Self.time(in: 10)) { note in notes.withLock { $0.append(note) } })
        #expect(first.files == (try await run(nil)).files)
        #expect(notes.withLock { $0 }.contains { $0.hasPrefix("cannot save '") })
    }

    @Test func missingHomeIsNotCreated() async throws {
        try Self.content.write(to: TestTree.root)
        let home = TemporaryDirectory.path.appending("home")
        let environment = ["HOME": home.string]
        let cache = FingerprintCache(
            directory: try #require(CacheDirectory.path(environment: environment)),
            now: later.now
        )
        _ = try await run(cache)
        #expect(access(home.string, F_OK) != 0)
        try expectingSuccess(mkdir(home.string, 0o755))
        _ = try await run(cache)
        #expect(try await run(cache).read == 0)
    }

    @Test(
        arguments: [
            (["XDG_CACHE_HOME": "/c", "HOME": "/h"], "/c/sageassets"),
            (["XDG_CACHE_HOME": "c", "HOME": "/h"], "/h/.cache/sageassets"),
            (["XDG_CACHE_HOME": "", "HOME": "/h"], "/h/.cache/sageassets"),
            (["HOME": "h"], nil), ([:], nil),
        ] as [([String: String], String?)]
    )
    func directoryFollowsEnvironment(environment: [String: String], path: String?) {
        #expect(CacheDirectory.path(environment: environment) == path.map { FilePath($0) })
    }

    @Test func unusedFilesAreDeleted() async throws {
        try Self.content.write(to: TestTree.root)
        _ = try await run(later)
        let old = try #require(try cacheFiles().first)
        let other = directory.appending("README")
        try FileNode.file([]).write(to: other)
        let (used, longAgo) = (FileStamp.Nanoseconds.now.seconds - 60 * 86_400, timespec(tv_sec: 1, tv_nsec: 0))
        try setModified(old, to: timespec(tv_sec: used, tv_nsec: 0))
        try setModified(other, to: longAgo)
        // A run that uses the file updates its modification time.
        #expect(try await run(later).read == 0)
        #expect(try status(old).st_mtim.tv_sec > used)
        try setModified(old, to: longAgo)
        _ = try await run(TestTree.root.appending("a"), .modelData(), later)
        #expect(try !cacheFiles().contains(old))
        #expect(try cacheFiles().count == 2)
    }
}

/// A tree reader that counts its calls and returns a fixed digest of a tar archive.
private final class CountingReader: TreeReader {
    private let count = Mutex(0)

    var callCount: Int { count.withLock { $0 } }

    func read(_ tree: FileTree) async throws -> KnownContent {
        count.withLock { $0 += 1 }
        let known = try await tree.hashed(width: 1) { _ in }
        return KnownContent(tree: known.tree, checksums: known.checksums, tarSHA256: SHA256.hash("tar"))
    }
}
