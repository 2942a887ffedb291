import Basics
import Foundation
import Glibc
import Hashing
import Assets
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Staging

@Suite(.temporaryDirectory) struct FingerprintCacheTests {
    private static let content: FileNode = [
        "a": "content", "b": .executable("run"), "d": ["e": [:], "f": "deep", "empty": ""], "d-x": "between",
    ]
    private static let byteCount = 7 + 3 + 4 + 7

    private var directory: FilePath { TemporaryDirectory.path.appending("cache/sageassets") }

    /// A cache by whose clock all that the test has written is old.
    private var later: FingerprintCache { cache(at: Self.time(in: 10)) }

    private static func time(in seconds: Int) -> FileStamp.Nanoseconds {
        let now = FileStamp.Nanoseconds.now
        return FileStamp.Nanoseconds(seconds: now.seconds + seconds, fraction: now.fraction)
    }

    /// A cache whose clock stands still.
    private func cache(
        at time: FileStamp.Nanoseconds,
        log: @Sendable @escaping (String) -> Void = { _ in }
    ) -> FingerprintCache {
        FingerprintCache(directory: directory, now: { time }, log: log)
    }

    private struct Run: Equatable {
        let address: SHA256Digest
        let files: KnownContent
        let read: Int
        let cached: Int
    }

    private func run(_ cache: FingerprintCache?, width: Int = 2) async throws -> Run {
        try await run(Looking.root, .modelData(), cache, width: width)
    }

    private func run(
        _ path: FilePath,
        _ options: AssetSource.Options,
        _ cache: FingerprintCache?,
        width: Int = 2
    ) async throws -> Run {
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
        return Run(
            address: found.address(of: files.tree),
            files: files,
            read: read.withLock { $0 },
            cached: cached.withLock { $0 }
        )
    }

    private func cacheFiles() throws -> [FilePath] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.string)) ?? []
        return names.sorted().map { directory.appending($0) }
    }

    private func status(_ path: FilePath) throws -> stat {
        var status = stat()
        try expectingSuccess(lstat(path.string, &status))
        return status
    }

    private func setModified(_ path: FilePath, to time: timespec) throws {
        try expectingSuccess(utimensat(AT_FDCWD, path.string, [time, time], AT_SYMLINK_NOFOLLOW))
    }

    // MARK: What is not read

    @Test(arguments: [1, 2, 16]) func unchangedTreeIsNotRead(width: Int) async throws {
        try Self.content.write(to: Looking.root)
        let first = try await run(later, width: width)
        #expect((first.read, first.cached) == (Self.byteCount, 0))
        let second = try await run(later, width: width)
        #expect((second.read, second.cached) == (0, Self.byteCount))
        let without = try await run(nil, width: width)
        #expect((without.read, without.cached) == (Self.byteCount, 0))
        #expect(first.files == without.files && second.files == without.files)
    }

    @Test(arguments: [true, false]) func filesReadBeforeAFailureAreCached(isCancelled: Bool) async throws {
        // Large files come first, the largest before the others.
        let content: FileNode = [
            "large": .file([UInt8](repeating: 1, count: 3 << 20)),
            "larger": .file([UInt8](repeating: 2, count: 4 << 20)),
            "small": "content",
        ]
        try content.write(to: Looking.root)
        let tree = try AssetSource.Options.modelData().walk(at: Looking.root).tree
        if !isCancelled { try FileNode.file([1]).write(to: Looking.root.appending("small")) }
        let read = Mutex(0)
        await #expect(throws: (any Error).self) {
            try await tree.hashed(width: 1, cache: later) { count in
                let done = read.withLock { read in
                    read += count
                    return read
                }
                if isCancelled, done == 4 << 20 { withUnsafeCurrentTask { $0?.cancel() } }
            }
        }
        let second = try await run(later)
        #expect(second.cached == (isCancelled ? 4 << 20 : 7 << 20))
        #expect(second.cached + second.read == 7 << 20 + (isCancelled ? 7 : 1))
        #expect(try await run(nil).files == second.files)
    }

    @Test func changedFileCancelsOtherReads() async throws {
        let blocks = 40
        let content: FileNode = [
            "changes": .file([UInt8](repeating: 0, count: 3 << 20)),
            "large": .file([UInt8](repeating: 1, count: blocks << 20)),
        ]
        try content.write(to: Looking.root)
        let tree = try AssetSource.Options.modelData().walk(at: Looking.root).tree
        try FileNode.file([1]).write(to: Looking.root.appending("changes"))
        let read = Mutex(0)
        // Threads of its own: it waits for no other test, and none for it.
        _ = await withTaskExecutorPreference(BlockingExecutor(threadCount: 3)) {
            let end = ContinuousClock.now + .seconds(60)
            return await #expect(throws: StagingError.self) {
                try await tree.hashed(width: 2) { count in
                    read.withLock { $0 += count }
                    // The reading goes on when it was ended, or else far too late.
                    while !Task.isCancelled, ContinuousClock.now < end { usleep(1000) }
                }
            }
        }
        #expect(read.withLock { $0 } < blocks << 20)
    }

    @Test func treeReaderRunsOnlyWithEmptyCacheAndIsCached() async throws {
        try Self.content.write(to: Looking.root)
        let reader = CountingReader()
        let tree = try AssetSource.Options.modelData().walk(at: Looking.root).tree
        let expected = try await tree.hashed(width: 1) { _ in }
        let first = try await tree.hashed(width: 2, cache: later, reader: reader) { _ in }
        #expect(first.tarSHA256 == SHA256.hash("tar"))
        #expect((first.tree, first.checksums) == (expected.tree, expected.checksums))
        #expect(try await tree.hashed(width: 2, cache: later, reader: reader) { _ in } == expected)
        #expect(reader.callCount == 1)
        try FileNode.directory(["a-new": "12345"]).write(to: Looking.root)
        let changed = try AssetSource.Options.modelData().walk(at: Looking.root).tree
        #expect(try await changed.hashed(width: 2, cache: later, reader: reader) { _ in }.tarSHA256 == nil)
        #expect(reader.callCount == 1)
    }

    @Test func cacheIsPrivateAndUntouchedWithoutChanges() async throws {
        try Self.content.write(to: Looking.root)
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
        try Self.content.write(to: Looking.root)
        _ = try await run(later)
        try FileNode.directory(["a-new": "12345", "d": ["z": "6"]]).write(to: Looking.root)
        let second = try await run(later)
        #expect((second.read, second.cached) == (6, Self.byteCount))
        #expect(try await run(later).read == 0)
    }

    @Test func overlappingAssetsDoNotEvictEachOther() async throws {
        try Self.content.write(to: Looking.root)
        let root = Looking.root
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
        ]).write(to: Looking.root)
        let first = try await run(later)
        let second = try await run(later)
        #expect((second.read, second.cached, second.address) == (0, 14, first.address))
        try FileNode.link("real/g").write(to: Looking.root.appending("i"))
        try expectingSuccess(unlink(Looking.root.appending("h").string))
        try FileNode.link("real/g").write(to: Looking.root.appending("h"))
        #expect(try await run(later).address == run(nil).address)
    }

    // MARK: What is read again

    private static let changes: [(name: String, change: @Sendable (FilePath) throws -> Void)] = [
        ("bytes", { try FileNode.file(Array("CONTENT".utf8)).write(to: $0) }),
        ("size", { try FileNode.file(Array("content!".utf8)).write(to: $0) }),
        ("mode", { try expectingSuccess(chmod($0.string, 0o755)) }),
        ("times", { try expectingSuccess(utimensat(AT_FDCWD, $0.string, nil, 0)) }),
        (
            "inode",
            {
                let other = FilePath($0.string + ".new")
                try FileNode.file(Array("CONTENT".utf8)).write(to: other)
                try expectingSuccess(rename(other.string, $0.string))
            }
        ),
    ]

    @Test(arguments: changes.indices, [false, true])
    func changedFileIsRead(index: Int, isBackDated: Bool) async throws {
        let (name, change) = Self.changes[index]
        try Self.content.write(to: Looking.root)
        let path = Looking.root.appending("a")
        let before = try status(path)
        _ = try await run(later)
        try change(path)
        if isBackDated { try setModified(path, to: before.st_mtim) }
        let second = try await run(later)
        #expect(second.read >= 7, "\(name)")
        #expect(second.files == (try await run(nil)).files, "\(name)")
    }

    private static let otherStamps: [@Sendable (FileStamp) -> FileStamp] = [
        { FileStamp($0, device: $0.device + 1) },
        { FileStamp($0, inode: $0.inode + 1) },
        { FileStamp($0, size: $0.size + 1) },
        { FileStamp($0, modified: .init(seconds: $0.modified.seconds, fraction: $0.modified.fraction ^ 1)) },
        { FileStamp($0, modified: .init(seconds: $0.modified.seconds - 1, fraction: $0.modified.fraction)) },
        { FileStamp($0, changed: .init(seconds: $0.changed.seconds, fraction: $0.changed.fraction ^ 1)) },
        { FileStamp($0, changed: .init(seconds: $0.changed.seconds - 1, fraction: $0.changed.fraction)) },
        { FileStamp($0, mode: $0.mode ^ 0o010) },
    ]

    @Test(arguments: otherStamps.indices) func everyFieldOfAStampCounts(index: Int) async throws {
        try Self.content.write(to: Looking.root)
        _ = try await run(later)
        let file = try #require(try cacheFiles().first)
        let subject = try #require(SHA256Digest(file.stem ?? ""))
        let table = try #require(FingerprintTable(Array(try Data(contentsOf: URL(filePath: file.string))), of: subject))
        var writer = FingerprintWriter()
        for number in 0..<table.count {
            let (path, record) = (table.path(at: number), table[number])
            let isOther = path == "a"
            writer.add(
                path,
                .init(
                    stamp: isOther ? Self.otherStamps[index](record.stamp) : record.stamp,
                    hash: isOther ? ContentHash(sha256: SHA256.hash("x"), crc32: 1) : record.hash
                )
            )
        }
        try Data(writer.bytes(of: subject)).write(to: URL(filePath: file.string))
        let second = try await run(later)
        #expect((second.read, second.cached) == (7, Self.byteCount - 7))
        #expect(second.files == (try await run(nil)).files)
    }

    // MARK: What is not remembered

    @Test func justWrittenFilesAreNotCached() async throws {
        let justNow = cache(at: .now)
        try Self.content.write(to: Looking.root)
        #expect(try await run(justNow).read == Self.byteCount)
        #expect(try cacheFiles() == [])
        _ = try await run(later)
        // Old files are not read again beside a new one.
        try FileNode.file(Array("now".utf8)).write(to: Looking.root.appending("new"))
        #expect(try await run(justNow).read == 3)
        #expect(try await run(justNow).read == 3)
        #expect(try await run(later).read == 3)
        #expect(try await run(later).read == 0)
    }

    @Test func futureStampsAreNotCached() async throws {
        try Self.content.write(to: Looking.root)
        let tomorrow = FileStamp.Nanoseconds.now.seconds + 86_400
        try setModified(Looking.root.appending("a"), to: timespec(tv_sec: tomorrow, tv_nsec: 0))
        for _ in 0..<3 { _ = try await run(later) }
        #expect(try await run(later).read == 7)
    }

    @Test func fileSystemsWithoutChangeTimesAreNotCached() throws {
        let descriptor = try FileDescriptor.open("/proc", .readOnly, options: .directory)
        defer { try? descriptor.close() }
        #expect(ChangeTimes(of: descriptor.rawValue, now: .now) == nil)
    }

    @Test func deletedFilesAreDroppedAtNextWrite() async throws {
        try Self.content.write(to: Looking.root)
        _ = try await run(later)
        let size = try status(try #require(try cacheFiles().first)).st_size
        try expectingSuccess(unlink(Looking.root.appending("a").string))
        #expect(try await run(later).read == 0)
        try FileNode.file([1]).write(to: Looking.root.appending("c"))
        #expect(try await run(later).read == 1)
        #expect(try status(try #require(try cacheFiles().first)).st_size == size)
    }

    // MARK: Files that are not caches

    private static let damages: [(name: String, damage: @Sendable ([UInt8]) -> [UInt8])] = [
        ("empty", { _ in [] }),
        ("text", { _ in Array("not a cache\n".utf8) }),
        ("another version", { $0[..<7] + [$0[7] + 1] + $0[8...] }),
        ("cut", { Array($0.dropLast()) }),
        ("longer", { $0 + [0] }),
        ("a changed byte", { $0[..<150] + [$0[150] ^ 4] + $0[151...] }),
    ]

    @Test(arguments: damages.indices) func damagedCacheIsReplaced(index: Int) async throws {
        let (name, damage) = Self.damages[index]
        try Self.content.write(to: Looking.root)
        _ = try await run(later)
        let file = try #require(try cacheFiles().first)
        let url = URL(filePath: file.string)
        try Data(damage(Array(try Data(contentsOf: url)))).write(to: url)
        let second = try await run(later)
        #expect(second.read == Self.byteCount, "\(name)")
        #expect(second.files == (try await run(nil)).files)
        #expect(try await run(later).read == 0, "\(name)")
    }

    @Test func cacheOfAnotherRootIsReplaced() async throws {
        try Self.content.write(to: Looking.root)
        _ = try await run(later)
        let other = TemporaryDirectory.path.appending("other")
        try expectingSuccess(rename(Looking.root.string, other.string))
        try Self.content.write(to: Looking.root)
        let mine = try #require(try cacheFiles().first)
        _ = try await run(other, .modelData(), later)
        let others = try #require(try cacheFiles().first { $0 != mine })
        try expectingSuccess(rename(mine.string, others.string))
        #expect(try await run(other, .modelData(), later).read == Self.byteCount)
        #expect(try await run(other, .modelData(), later).read == 0)
    }

    @Test func damageNeverYieldsAWrongDigest() async throws {
        try Self.content.write(to: Looking.root)
        let expected = try await run(later).files
        let url = URL(filePath: try #require(try cacheFiles().first).string)
        let bytes = Array(try Data(contentsOf: url))
        for _ in 0..<300 {
            var damaged = Bool.random() ? bytes : Array(bytes.prefix(Int.random(in: 0...bytes.count)))
            for _ in 0..<Int.random(in: 0...3) where !damaged.isEmpty {
                damaged[Int.random(in: damaged.indices)] = UInt8.random(in: 0...255)
            }
            try Data(damaged).write(to: url)
            #expect(try await run(later).files == expected)
        }
    }

    // MARK: Around it

    @Test func concurrentRunsAgree() async throws {
        try Self.content.write(to: Looking.root)
        let cache = later
        let runs = try await (0..<16).boundedMap(width: 8) { _ in try await run(cache) }
        #expect(Set(runs.map(\.address)).count == 1)
        #expect(try await run(cache).read == 0)
        #expect(try cacheFiles().count == 1)
    }

    @Test func unwritableDirectoryIsIgnored() async throws {
        try Self.content.write(to: Looking.root)
        try FileNode.file([]).write(to: directory)
        let notes = Mutex<[String]>([])
        let first = try await run(cache(at: Self.time(in: 10)) { note in notes.withLock { $0.append(note) } })
        #expect(first.files == (try await run(nil)).files)
        #expect(notes.withLock { $0 }.contains { $0.hasPrefix("cannot keep digests: ") })
    }

    @Test func missingHomeIsNotCreated() async throws {
        try Self.content.write(to: Looking.root)
        let home = TemporaryDirectory.path.appending("home")
        let environment = ["HOME": home.string]
        let cache = FingerprintCache(
            directory: try #require(FingerprintCache.directory(environment: environment)),
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
        #expect(FingerprintCache.directory(environment: environment) == path.map { FilePath($0) })
    }

    @Test func unusedFilesAreDeleted() async throws {
        try Self.content.write(to: Looking.root)
        _ = try await run(later)
        let old = try #require(try cacheFiles().first)
        let other = directory.appending("README")
        try FileNode.file([]).write(to: other)
        let (used, longAgo) = (FileStamp.Nanoseconds.now.seconds - 60 * 86_400, timespec(tv_sec: 1, tv_nsec: 0))
        try setModified(old, to: timespec(tv_sec: used, tv_nsec: 0))
        try setModified(other, to: longAgo)
        // Somebody does.
        #expect(try await run(later).read == 0)
        #expect(try status(old).st_mtim.tv_sec > used)
        try setModified(old, to: longAgo)
        _ = try await run(Looking.root.appending("a"), .modelData(), later)
        #expect(try !cacheFiles().contains(old))
        #expect(try cacheFiles().count == 2)
    }
}

extension FileStamp {
    /// A stamp with some parts exchanged.
    fileprivate init(
        _ stamp: FileStamp,
        device: UInt64? = nil,
        inode: UInt64? = nil,
        size: Int64? = nil,
        modified: Nanoseconds? = nil,
        changed: Nanoseconds? = nil,
        mode: UInt32? = nil
    ) {
        self.init(
            device: device ?? stamp.device,
            inode: inode ?? stamp.inode,
            size: size ?? stamp.size,
            modified: modified ?? stamp.modified,
            changed: changed ?? stamp.changed,
            mode: mode ?? stamp.mode
        )
    }
}

/// Counts the trees that it reads, and takes no digest of a tar archive but says one.
private final class CountingReader: TreeReader {
    private let count = Mutex(0)

    var callCount: Int { count.withLock { $0 } }

    func read(_ tree: FileTree) async throws -> KnownContent {
        count.withLock { $0 += 1 }
        let known = try await tree.hashed(width: 1) { _ in }
        return KnownContent(tree: known.tree, checksums: known.checksums, tarSHA256: SHA256.hash("tar"))
    }
}
