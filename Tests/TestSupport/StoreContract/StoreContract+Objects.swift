internal import Basics
internal import Hashing
internal import Stores
internal import Testing

/// Objects that are written with one request, read and deleted.
extension StoreContract {
    static let objects = [
        StoreContract("empty store has no objects", emptyStoreHasNoObjects),
        StoreContract("written object is read back, 0 bytes") { try await writtenObjectIsReadBack($0, 0) },
        StoreContract("written object is read back, 1 byte") { try await writtenObjectIsReadBack($0, 1) },
        StoreContract("written object is read back, 1 MiB") { try await writtenObjectIsReadBack($0, 1 << 20) },
        StoreContract("existing object is not overwritten", existingObjectIsNotOverwritten),
        StoreContract("read above the limit fails", readAboveLimitFails),
        StoreContract("range has the metadata of the whole object", rangeHasMetadataOfWholeObject),
        StoreContract("deleted object is absent", deletedObjectIsAbsent),
        StoreContract("2 concurrent writers yield one winner") { try await concurrentWritersYieldOneWinner($0, 2) },
        StoreContract("6 concurrent writers yield one winner") { try await concurrentWritersYieldOneWinner($0, 6) },
        StoreContract("bytes with another digest are rejected", bytesWithAnotherDigestAreRejected),
    ]

    private static func emptyStoreHasNoObjects(_ test: TestStore) async throws {
        #expect(try await test.store.metadata(of: "k") == nil)
        #expect(try await test.store.read("k", limit: 10) == nil)
        #expect(try await test.store.digest(of: "k") == nil)
        #expect(try await test.contents() == [:])
    }

    private static func writtenObjectIsReadBack(_ test: TestStore, _ byteCount: Int) async throws {
        let bytes = TestProject.random(byteCount)
        let digest = SHA256.hash(bytes.span.bytes)
        #expect(try await test.put(bytes, to: "k.tar.gz").isWritten)
        let object = try #require(try await test.store.metadata(of: "k.tar.gz"))
        #expect(object.byteCount == byteCount)
        if test.keepsCRC64NVME {
            #expect(object.crc64nvme == CRC64NVME(bytes.span.bytes))
        } else {
            #expect(object.checksum == (test.capabilities.keepsChecksums ? .fullObject(digest) : nil))
        }
        #expect(try await test.store.digest(of: "k.tar.gz") == digest)
        #expect(try await test.store.read("k.tar.gz", limit: byteCount) == bytes)
        #expect(try await test.contents() == ["k.tar.gz": FoundObject(bytes)])
    }

    private static func existingObjectIsNotOverwritten(_ test: TestStore) async throws {
        let isConditional = test.capabilities.hasConditionalWrites
        try await test.put([1], to: "k")
        #expect((try await test.put([2], to: "k") == .exists) == isConditional)
        #expect(try await test.store.read("k", limit: 1) == (isConditional ? [1] : [2]))
    }

    private static func readAboveLimitFails(_ test: TestStore) async throws {
        try await test.put(TestProject.random(70_000), to: "large.json")
        let error = await #expect(throws: (any Error).self) { try await test.store.read("large.json", limit: 69_999) }
        let message = try #require(error as? any UserFacingError).message
        #expect(message.contains("/large.json"), "\(message)")
        #expect(message.contains("69999"), "\(message)")
    }

    private static func rangeHasMetadataOfWholeObject(_ test: TestStore) async throws {
        let bytes = TestProject.random(1000)
        try await test.put(bytes, to: "k")
        for (range, expected) in [
            (Int64(0)..<1, bytes[..<1]), (10..<20, bytes[10..<20]), (990..<1000, bytes[990...]),
            (990..<2000, bytes[990...]),
        ] {
            let content = try #require(try await test.store.read("k", range: range, limit: range.count))
            #expect(content.bytes == Array(expected), "\(range)")
            #expect(content.metadata.byteCount == 1000)
            #expect(content.metadata.etag == (try await test.store.metadata(of: "k"))?.etag)
        }
        #expect(try await test.store.read("missing", range: 0..<1, limit: 1) == nil)
    }

    private static func deletedObjectIsAbsent(_ test: TestStore) async throws {
        for key in ["a/b/c", "a/d"] { try await test.put([1], to: key) }
        try await test.store.delete("a/b/c")
        #expect(try await test.store.metadata(of: "a/b/c") == nil)
        #expect(try await test.store.list("a/").map(\.key) == ["a/d"])
        // Deleting a missing object is no error.
        try await test.store.delete("a/b/c")
        try await test.store.delete("a/d")
        #expect(try await test.store.list("a/") == [])
        try await test.put([2], to: "a/b/c")
        #expect(try await test.store.read("a/b/c", limit: 1) == [2])
    }

    private static func concurrentWritersYieldOneWinner(_ test: TestStore, _ writerCount: Int) async throws {
        let bytes = TestProject.random(100_000, seed: 7)
        for round in 0..<3 {
            let key = "k\(round)"
            let outcomes = try await Array(0..<writerCount).boundedMap(width: writerCount) { _ in
                try await test.put(bytes, to: key)
            }
            let writtenCount = outcomes.count(where: \.isWritten)
            #expect(test.capabilities.decidesConcurrentWrites ? writtenCount == 1 : writtenCount >= 1)
            #expect(try await test.store.digest(of: key) == SHA256.hash(bytes.span.bytes))
        }
    }

    private static func bytesWithAnotherDigestAreRejected(_ test: TestStore) async throws {
        guard test.capabilities.checksDigests else { return }
        await #expect(throws: (any Error).self) {
            try await test.store.put([1], to: "k", sha256: SHA256.hash("other"))
        }
        #expect(try await test.contents() == [:])
    }
}
