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
        // A file of one part uses the digest of the whole file, and a single thread computes no further digests.
        guard size > Self.partSize, width > 1 else { return #expect(asset.parts == nil) }
        let parts = stride(from: 0, to: size, by: Self.partSize).map { offset in
            let part = Array(bytes[offset..<min(offset + Self.partSize, size)])
            return FileParts.Part(sha256: SHA256.hash(part.span.bytes), crc32: CRC32.checksum(part))
        }
        #expect(asset.parts == FileParts(partSize: Self.partSize, parts: parts))
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
