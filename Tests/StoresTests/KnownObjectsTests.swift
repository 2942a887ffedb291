import Hashing
import Stores
import Testing
import TestSupport

@Suite struct KnownObjectsTests {
    private static let identity = SHA256.hash("s3://bucket/prefix/").bytes

    private static func items(_ count: Int, seed: UInt64) -> [String: KnownObjects.Item] {
        var dice = SplitMix(state: seed)
        let checksums = [Checksum.fullObject(SHA256.hash("a")), .composite("\(SHA256.hash("b").base64)-17"), nil]
        let items = (0..<count).compactMap { index -> (String, KnownObjects.Item)? in
            let metadata = ObjectMetadata(
                byteCount: Int64.random(in: 0...Int64.max, using: &dice),
                checksum: checksums.randomElement(using: &dice) ?? nil,
                crc64nvme: Bool.random(using: &dice) ? nil : CRC64NVME(value: dice.next()),
                etag: "\"\(dice.next())é\"",
                modified: Double(Int.random(in: 0...1 << 40, using: &dice))
            )
            let bytes = Bool.random(using: &dice) ? nil : (0...index).map { UInt8(truncatingIfNeeded: $0) }
            return KnownObjects.Item(metadata, bytes: bytes).map { ("key \(index)", $0) }
        }
        return Dictionary(items, uniquingKeysWith: { first, _ in first })
    }

    @Test(arguments: [0, 1, 2, 300]) func readsWhatItWrites(count: Int) {
        let items = Self.items(count, seed: UInt64(count))
        let bytes = KnownObjects(items).bytes(of: Self.identity)
        #expect(items.count == count)
        #expect(KnownObjects(bytes, of: Self.identity)?.items == items)
        #expect(KnownObjects(bytes, of: SHA256.hash("another store").bytes) == nil)
    }

    @Test func damagedFilesAreRefused() {
        let bytes = KnownObjects(Self.items(3, seed: 7)).bytes(of: Self.identity)
        for count in 0..<bytes.count { #expect(KnownObjects(Array(bytes[..<count]), of: Self.identity) == nil) }
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1 << UInt8(index % 8)
            #expect(KnownObjects(changed, of: Self.identity) == nil, "byte \(index)")
        }
        #expect(KnownObjects(bytes + [0], of: Self.identity) == nil)
    }

    /// Without an ETag and a time, an object that was written again would look like the one before.
    @Test(arguments: [(nil, 1), ("Sun, 06 Nov 1994 08:49:37 GMT", 1), ("\"e\"", nil)] as [(String?, Double?)])
    func objectsThatCannotBeRecognizedAreNotKept(etag: String?, modified: Double?) {
        let metadata = ObjectMetadata(byteCount: 1, etag: etag, modified: modified)
        #expect(KnownObjects.Item(metadata, bytes: nil) == nil)
    }
}
