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

/// The changes of a file or of the cache after which a file is read again.
@Suite(.temporaryDirectory) struct FingerprintCacheReuseTests: CachedRuns {
    // MARK: Changed files

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
        try Self.content.write(to: TestTree.root)
        let path = TestTree.root.appending("a")
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
        try Self.content.write(to: TestTree.root)
        _ = try await run(later)
        let file = try #require(try cacheFiles().first)
        let identity = try #require(SHA256Digest(file.stem ?? ""))
        let bytes = Array(try Data(contentsOf: URL(filePath: file.string)))
        let table = try #require(FingerprintTable(bytes, of: identity))
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
        try Data(writer.bytes(of: identity)).write(to: URL(filePath: file.string))
        let second = try await run(later)
        #expect((second.read, second.cached) == (7, Self.byteCount - 7))
        #expect(second.files == (try await run(nil)).files)
    }

    // MARK: Uncached files

    @Test func justWrittenFilesAreNotCached() async throws {
        let justNow = cache(at: .now)
        try Self.content.write(to: TestTree.root)
        #expect(try await run(justNow).read == Self.byteCount)
        #expect(try cacheFiles() == [])
        _ = try await run(later)
        // Old files are not read again together with a new one.
        try FileNode.file(Array("now".utf8)).write(to: TestTree.root.appending("new"))
        #expect(try await run(justNow).read == 3)
        #expect(try await run(justNow).read == 3)
        #expect(try await run(later).read == 3)
        #expect(try await run(later).read == 0)
    }

    @Test func futureStampsAreNotCached() async throws {
        try Self.content.write(to: TestTree.root)
        let tomorrow = FileStamp.Nanoseconds.now.seconds + 86_400
        try setModified(TestTree.root.appending("a"), to: timespec(tv_sec: tomorrow, tv_nsec: 0))
        for _ in 0..<3 { _ = try await run(later) }
        #expect(try await run(later).read == 7)
    }

    @Test func fileSystemsWithoutChangeTimesAreNotCached() throws {
        let descriptor = try FileDescriptor.open("/proc", .readOnly, options: .directory)
        defer { try? descriptor.close() }
        #expect(ChangeTimes(of: descriptor.rawValue, now: .now) == nil)
    }

    @Test func deletedFilesAreDroppedAtNextWrite() async throws {
        try Self.content.write(to: TestTree.root)
        _ = try await run(later)
        let size = try status(try #require(try cacheFiles().first)).st_size
        try expectingSuccess(unlink(TestTree.root.appending("a").string))
        #expect(try await run(later).read == 0)
        try FileNode.file([1]).write(to: TestTree.root.appending("c"))
        #expect(try await run(later).read == 1)
        #expect(try status(try #require(try cacheFiles().first)).st_size == size)
    }

    // MARK: Damaged caches

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
        try Self.content.write(to: TestTree.root)
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
        try Self.content.write(to: TestTree.root)
        _ = try await run(later)
        let other = TemporaryDirectory.path.appending("other")
        try expectingSuccess(rename(TestTree.root.string, other.string))
        try Self.content.write(to: TestTree.root)
        let mine = try #require(try cacheFiles().first)
        _ = try await run(other, .modelData(), later)
        let others = try #require(try cacheFiles().first { $0 != mine })
        try expectingSuccess(rename(mine.string, others.string))
        #expect(try await run(other, .modelData(), later).read == Self.byteCount)
        #expect(try await run(other, .modelData(), later).read == 0)
    }

    @Test func damageNeverYieldsAWrongDigest() async throws {
        try Self.content.write(to: TestTree.root)
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
}

extension FileStamp {
    /// Creates a copy of a stamp with some fields replaced.
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
