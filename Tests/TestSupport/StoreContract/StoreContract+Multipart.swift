internal import Basics
internal import Hashing
internal import Stores
internal import Testing

/// Objects that are written in parts.
extension StoreContract {
    static let uploads = [
        StoreContract("parts in any order form the object", partsInAnyOrderFormTheObject),
        StoreContract("aborted upload leaves nothing", abortedUploadLeavesNothing),
        StoreContract("concurrent uploads yield one winner", concurrentUploadsYieldOneWinner),
    ]

    private static func partsInAnyOrderFormTheObject(_ test: TestStore) async throws {
        let bytes = TestProject.random(2 * TestStore.partSize + 1000)
        #expect(try await test.upload(bytes, to: "k.tar.gz").isWritten)
        let object = try #require(try await test.store.metadata(of: "k.tar.gz"))
        #expect(object.byteCount == bytes.count)
        #expect((object.checksum != nil) == test.capabilities.keepsChecksums)
        #expect(try await test.store.digest(of: "k.tar.gz") == SHA256.hash(bytes.span.bytes))
        let cuts = [0, 1, TestStore.partSize + 7, bytes.count]
        let parts = zip(cuts, cuts.dropFirst()).map { Int64($0)..<Int64($1) }
        let digests = zip(cuts, cuts.dropFirst()).map { SHA256.hash(Array(bytes[$0..<$1]).span.bytes) }
        #expect(try await test.store.digests(of: "k.tar.gz", parts: parts) == digests)
        #expect(try await test.contents() == ["k.tar.gz": FoundObject(bytes)])
    }

    private static func abortedUploadLeavesNothing(_ test: TestStore) async throws {
        let bytes = TestProject.random(TestStore.partSize)
        let upload = try await test.store.beginMultipart(to: "k")
        try await upload.write(bytes, part: 1, at: 0, sha256: SHA256.hash(bytes.span.bytes))
        #expect(try await test.store.metadata(of: "k") == nil)
        await upload.abort()
        #expect(try await test.store.metadata(of: "k") == nil)
        #expect(try await test.contents() == [:])
    }

    private static func concurrentUploadsYieldOneWinner(_ test: TestStore) async throws {
        let bytes = TestProject.random(TestStore.partSize + 1)
        let outcomes = try await [0, 1].boundedMap(width: 2) { _ in try await test.upload(bytes, to: "k") }
        let writtenCount = outcomes.count(where: \.isWritten)
        #expect(test.capabilities.decidesConcurrentUploads ? writtenCount == 1 : writtenCount >= 1)
        #expect(try await test.store.digest(of: "k") == SHA256.hash(bytes.span.bytes))
        #expect(try await test.contents() == ["k": FoundObject(bytes)])
    }
}

/// Parts that are copied from other objects of the store.
extension StoreContract {
    static let partCopies = [
        StoreContract("part is copied from another object", partIsCopiedFromAnotherObject),
        StoreContract("part of a missing or replaced object is not copied", partOfMissingOrReplacedObjectIsNotCopied),
    ]

    /// The bytes of the second part of a source.
    private static let range = Int64(TestStore.partSize)..<2 * Int64(TestStore.partSize)

    /// Writes an object in parts, of which the second is the source of copies.
    private static func source(
        _ key: String,
        seed: UInt64,
        _ test: TestStore
    ) async throws -> (object: ObjectMetadata, part: [UInt8]) {
        let bytes = TestProject.random(2 * TestStore.partSize + 1000, seed: seed)
        try await test.upload(bytes, to: key)
        let part = Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)])
        return (try #require(try await test.store.metadata(of: key)), part)
    }

    private static func partIsCopiedFromAnotherObject(_ test: TestStore) async throws {
        let (object, part) = try await source("old", seed: 0, test)
        let upload = try await test.store.beginMultipart(to: "new")
        let head = TestProject.random(TestStore.partSize, seed: 5)
        let isCopied = try await upload.copy(
            from: "old",
            object,
            range,
            part: 2,
            at: Int64(head.count),
            sha256: SHA256.hash(part.span.bytes)
        )
        #expect(isCopied)
        try await upload.write(head, part: 1, at: 0, sha256: SHA256.hash(head.span.bytes))
        guard case .written(let written) = try await upload.complete() else {
            Issue.record("there was no object before")
            return
        }
        #expect(written.byteCount == head.count + part.count)
        #expect(try await test.contents()["new"] == FoundObject(head + part))
    }

    private static func partOfMissingOrReplacedObjectIsNotCopied(_ test: TestStore) async throws {
        let (object, part) = try await source("old", seed: 0, test)
        _ = try await source("other", seed: 1, test)
        let upload = try await test.store.beginMultipart(to: "new")
        // Times in seconds cannot distinguish objects of the same second: copies of them are read in the end.
        let hasETags = object.etag?.hasPrefix("\"") ?? true
        for key in hasETags ? ["missing", "other"] : ["missing"] {
            let sha256 = SHA256.hash(part.span.bytes)
            let isCopied = try await upload.copy(from: key, object, range, part: 1, at: 0, sha256: sha256)
            #expect(!isCopied, "\(key)")
        }
        // The part can still be sent.
        let bytes = TestProject.random(range.count, seed: 7)
        try await upload.write(bytes, part: 1, at: 0, sha256: SHA256.hash(bytes.span.bytes))
        #expect(try await upload.complete().isWritten)
        #expect(try await test.contents()["new"] == FoundObject(bytes))
    }
}
