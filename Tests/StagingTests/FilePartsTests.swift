import Assets
import Basics
import Foundation
import Hashing
import Staging
import Synchronization
import SystemPackage
import Testing
import TestSupport

@Suite(.temporaryDirectory) struct FilePartsTests {
    private static let partSize = 1000
    private let path = TemporaryDirectory.path.appending("model.bin")

    private func stage(_ bytes: [UInt8], width: Int) async throws -> StagedAsset {
        try FileNode.file(bytes).write(to: path)
        let read = Mutex(0)
        let found = try AssetSource.Options.modelData().walk(at: path)
        let asset = try await found.stage(width: width, partSize: Self.partSize) { count in
            read.withLock { $0 += count }
        }
        #expect(read.withLock { $0 } == bytes.count)
        return asset
    }

    @Test(arguments: [0, 1, 1000, 1001, 2000, 70_123], [1, 2, 7])
    func partDigestsMatchTheFile(size: Int, width: Int) async throws {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 8) }
        let asset = try await stage(bytes, width: width)
        #expect(asset.address == SHA256.hash(bytes.span.bytes))
        #expect(asset.known.checksums == [CRC32.checksum(bytes)])
        // A file of one part uses the digest of the whole file, and a single thread computes no further digests of parts
        // that end within a block.
        guard size > Self.partSize, width > 1 else { return #expect(asset.parts == nil) }
        #expect(asset.parts == Self.parts(of: bytes, partSize: Self.partSize))
    }

    /// The checksums of a file's parts, computed one by one.
    private static func parts(of bytes: [UInt8], partSize: Int) -> FileParts {
        let parts = stride(from: 0, to: bytes.count, by: partSize).map { offset in
            let part = Array(bytes[offset..<min(offset + partSize, bytes.count)])
            return FileParts.Part(sha256: SHA256.hash(part.span.bytes), crc32: CRC32.checksum(part))
        }
        return FileParts(partSize: partSize, parts: parts)
    }

    /// Parts of less and of more than a buffer, that are and are not whole blocks; more of them than there are lanes.
    private static let ways = PartHashing.allCases.flatMap { way in
        [(0, 64), (1, 64), (6400, 64), (70_123, 1024), (5000, 1000), (3_300_001, 100_032), (3_300_000, 1 << 20 | 64)]
            .filter { way.isPossible(partSize: $0.1) }
            .map { (way: way, size: $0.0, partSize: $0.1) }
    }

    @Test(arguments: ways.indices)
    func allWaysFindTheSameDigests(index: Int) async throws {
        let (way, size, partSize) = Self.ways[index]
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 8) }
        try FileNode.file(bytes).write(to: path)
        let tree = try AssetSource.Options.modelData().walk(at: path).tree
        let read = Mutex(0)
        let options = StagingOptions(width: 3) { progress in
            if case .read(let count) = progress { read.withLock { $0 += count } }
        }
        let (files, parts) = try await tree.hashedInParts(of: partSize, way, options)
        #expect(files.tree.entries.first?.digest == SHA256.hash(bytes.span.bytes), "\(way)")
        #expect(files.checksums == [CRC32.checksum(bytes)], "\(way)")
        #expect(parts == Self.parts(of: bytes, partSize: partSize), "\(way)")
        #expect(read.withLock { $0 } == size, "\(way)")
    }

    @Test(arguments: PartHashing.allCases.filter { $0.isPossible(partSize: 1024) })
    func changedFileFailsInAllWays(way: PartHashing) async throws {
        try FileNode.file([UInt8](repeating: 1, count: 5000)).write(to: path)
        let tree = try AssetSource.Options.modelData().walk(at: path).tree
        try FileNode.file([UInt8](repeating: 2, count: 5000)).write(to: path)
        await #expect(throws: StagingError.changedWhileRead(path)) {
            try await tree.hashedInParts(of: 1024, way, StagingOptions(width: 2))
        }
    }

    @Test(arguments: PartHashing.allCases.filter { $0.isPossible(partSize: 1024) })
    func cancellationEndsAllWays(way: PartHashing) async throws {
        try FileNode.file([UInt8](repeating: 1, count: 5000)).write(to: path)
        let tree = try AssetSource.Options.modelData().walk(at: path).tree
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await tree.hashedInParts(of: 1024, way, StagingOptions(width: 2))
        }
        await #expect(throws: CancellationError.self) { _ = try await task.value }
    }

    @Test(arguments: [1, 2])
    func changedFileFails(width: Int) async throws {
        try FileNode.file([UInt8](repeating: 1, count: 5000)).write(to: path)
        let found = try AssetSource.Options.modelData().walk(at: path)
        try FileNode.file([UInt8](repeating: 2, count: 5000)).write(to: path)
        await #expect(throws: StagingError.changedWhileRead(path)) {
            _ = try await found.stage(width: width, partSize: Self.partSize) { _ in }
        }
    }

    @Test func directoryHasNoParts() async throws {
        try FileNode.file([UInt8](repeating: 1, count: 5000)).write(to: path)
        let found = try AssetSource.Options.modelData().walk(at: TemporaryDirectory.path)
        #expect(try await found.stage(width: 2, partSize: Self.partSize) { _ in }.parts == nil)
    }
}
