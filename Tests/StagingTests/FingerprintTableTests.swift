import Hashing
import Staging
import Testing
import TestSupport

/// A simple second implementation of the format, byte by byte.
private enum SlowTable {
    static func encode(_ files: [(path: String, record: FingerprintTable.Record)], of identity: SHA256Digest) -> [UInt8]
    {
        let paths = files.map { Array($0.path.utf8) }
        let head =
            Array("sagefp".utf8) + [0, 1] + identity.bytes + number(files.count, 8)
            + number(paths.joined().count, 8)
        var body: [UInt8] = []
        for (index, (_, record)) in files.enumerated() {
            let stamp = record.stamp
            body += number(paths[...index].joined().count, 4) + number(Int(stamp.mode), 4)
            body += number(Int(record.hash.crc32), 4) + number(stamp.modified.fraction, 4)
            body += number(stamp.changed.fraction, 4) + number(0, 4)
            body += number(Int(truncatingIfNeeded: stamp.device), 8) + number(Int(truncatingIfNeeded: stamp.inode), 8)
            body += number(Int(stamp.size), 8) + number(stamp.modified.seconds, 8) + number(stamp.changed.seconds, 8)
            body += record.hash.sha256.bytes
        }
        body += paths.joined()
        return head + number(Int(CRC32.checksum(head + [0, 0, 0, 0] + body)), 4) + [0, 0, 0, 0] + body
    }

    private static func number(_ value: Int, _ byteCount: Int) -> [UInt8] {
        (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}

@Suite struct FingerprintTableTests {
    private static let identity = SHA256.hash("identity")

    private static func record(_ dice: inout SplitMix) -> FingerprintTable.Record {
        let stamp = FileStamp(
            device: dice.next(),
            inode: dice.next(),
            size: Int64.random(in: 0...Int64.max, using: &dice),
            modified: .init(
                seconds: Int.random(in: -5...1 << 40, using: &dice),
                fraction: Int.random(in: 0...999_999_999, using: &dice)
            ),
            changed: .init(
                seconds: Int.random(in: -5...1 << 40, using: &dice),
                fraction: Int.random(in: 0...999_999_999, using: &dice)
            ),
            mode: UInt32.random(in: 0...UInt32.max, using: &dice)
        )
        let hash = ContentHash(
            sha256: SHA256.hash("\(dice.next())"),
            crc32: UInt32.random(in: 0...UInt32.max, using: &dice)
        )
        return .init(stamp: stamp, hash: hash)
    }

    private static func files(_ count: Int, seed: UInt64) -> [(path: String, record: FingerprintTable.Record)] {
        var dice = SplitMix(state: seed)
        // Paths that are prefixes of each other, and characters before and after the slash and ASCII.
        let names = Set(
            (0..<count).map { _ in
                (0..<Int.random(in: 1...6, using: &dice)).map { _ in
                    ["a", "b/", "-", "é", "😀"].randomElement(using: &dice) ?? ""
                }
                .joined()
            }
        )
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { ($0, record(&dice)) }
    }

    private static func encode(_ files: [(path: String, record: FingerprintTable.Record)]) -> [UInt8] {
        var writer = FingerprintWriter()
        for (path, record) in files { writer.add(path, record) }
        return writer.bytes(of: identity)
    }

    @Test(arguments: [0, 1, 2, 100]) func bytesMatchTheFormat(count: Int) {
        let files = Self.files(count, seed: 1)
        #expect(Self.encode(files) == SlowTable.encode(files, of: Self.identity))
    }

    @Test func writtenRecordsAreRead() throws {
        let files = Self.files(300, seed: 2)
        let table = try #require(FingerprintTable(Self.encode(files), of: Self.identity))
        #expect(table.count == files.count)
        for (index, file) in files.enumerated() {
            #expect(table.path(at: index) == file.path)
            #expect(table[index] == file.record)
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>) func exactlyTheWrittenPathsAreFound(seed: UInt64) throws {
        let (files, others) = (Self.files(80, seed: seed), Self.files(80, seed: seed + 1000))
        let table = try #require(FingerprintTable(Self.encode(files), of: Self.identity))
        let known = Dictionary(uniqueKeysWithValues: files.map { (Array($0.path.utf8), $0.record) })
        let paths = Set((files + others).map { Array($0.path.utf8) }).sorted { $0.lexicographicallyPrecedes($1) }
        let asked = paths.filter { _ in Bool.random() }
        var cursor = FingerprintCursor(table)
        var skipped: [[UInt8]] = []
        for path in asked {
            let found = cursor.find(String(decoding: path, as: UTF8.self)) {
                skipped.append(Array(table.path(at: $0).utf8))
            }
            #expect(found == known[path])
        }
        cursor.finish { skipped.append(Array(table.path(at: $0).utf8)) }
        #expect(skipped == files.map { Array($0.path.utf8) }.filter { !asked.contains($0) })
    }

    @Test func changedByteOrLengthInvalidatesTable() {
        let bytes = Self.encode(Self.files(20, seed: 3))
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= UInt8.random(in: 1...255)
            #expect(FingerprintTable(changed, of: Self.identity) == nil, "byte \(index)")
        }
        for count in bytes.indices { #expect(FingerprintTable(Array(bytes[..<count]), of: Self.identity) == nil) }
        #expect(FingerprintTable(bytes + [0], of: Self.identity) == nil)
        #expect(FingerprintTable(bytes, of: SHA256.hash("another")) == nil)
    }

    /// The checksum is valid, as of a deliberate forgery: no read may be out of bounds.
    @Test func forgedTableStaysInBounds() {
        var dice = SplitMix(state: 4)
        let bytes = Self.encode(Self.files(20, seed: 5))
        for _ in 0..<2000 {
            var forged = bytes
            for _ in 0..<Int.random(in: 1...4, using: &dice) {
                forged[Int.random(in: 40..<forged.count, using: &dice)] = UInt8.random(in: 0...255, using: &dice)
            }
            forged.replaceSubrange(60..<64, with: [0, 0, 0, 0])
            let checksum = CRC32.checksum(Array(forged[..<56] + forged[60...]))
            forged.replaceSubrange(56..<60, with: (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * $0)) })
            guard let table = FingerprintTable(forged, of: Self.identity) else { continue }
            var cursor = FingerprintCursor(table)
            for path in Self.files(20, seed: 5).map(\.path) { _ = cursor.find(path) }
            for index in 0..<table.count { _ = (table[index], table.path(at: index)) }
        }
    }
}
