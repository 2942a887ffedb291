import Basics
import Hashing
import Stores
import Testing
import TestSupport

/// The contract of every store: reads, writes, uploads in parts and deletions.
@Suite(.temporaryDirectory, .serialized, .hangLimit) struct StoreContractTests {
    private static let partSize = 5 << 20

    private func digest(_ bytes: [UInt8]) -> SHA256Digest { SHA256.hash(bytes.span.bytes) }

    private func found(_ bytes: [UInt8]) -> FoundObject {
        FoundObject(sha256: digest(bytes).description, size: bytes.count)
    }

    /// Writes an object in parts, the last one first.
    private func upload(_ bytes: [UInt8], to key: String, of store: any ObjectStore) async throws -> WriteOutcome {
        let upload = try await store.beginMultipart(to: key)
        let parts = stride(from: 0, to: bytes.count, by: Self.partSize).enumerated().reversed()
        _ = try await Array(parts).boundedMap(width: 2) { index, offset in
            let part = Array(bytes[offset..<min(offset + Self.partSize, bytes.count)])
            try await upload.write(part, part: index + 1, at: Int64(offset), sha256: SHA256.hash(part.span.bytes))
        }
        let outcome = try await upload.complete()
        if outcome == .exists { await upload.abort() }
        return outcome
    }

    @Test(arguments: StoreUnderTest.all)
    func anEmptyStoreHasNothing(store: StoreUnderTest) async throws {
        let made = try await store.make()
        #expect(try await made.store.metadata(of: "k") == nil)
        #expect(try await made.store.read("k", limit: 10) == nil)
        #expect(try await made.store.digest(of: "k") == nil)
        #expect(try await made.contents() == [:])
    }

    @Test(arguments: StoreUnderTest.all, [0, 1, 1 << 20])
    func whatIsWrittenIsThere(store: StoreUnderTest, size: Int) async throws {
        let (made, bytes) = (try await store.make(), TestProject.random(size))
        let digest = digest(bytes)
        #expect(try await made.store.put(bytes, to: "k.tar.gz", sha256: digest).isWritten)
        let object = try #require(try await made.store.metadata(of: "k.tar.gz"))
        #expect(object.byteCount == size)
        #expect(object.checksum == (store.saysChecksums ? .fullObject(digest) : nil))
        #expect(try await made.store.digest(of: "k.tar.gz") == digest)
        #expect(try await made.store.read("k.tar.gz", limit: size) == bytes)
        #expect(try await made.contents() == ["k.tar.gz": found(bytes)])
    }

    @Test(arguments: StoreUnderTest.all)
    func aSecondWriteLeavesWhatIsThere(store: StoreUnderTest) async throws {
        let made = try await store.make()
        _ = try await made.store.put([1], to: "k", sha256: digest([1]))
        let second = try await made.store.put([2], to: "k", sha256: digest([2]))
        #expect((second == .exists) == store.knowsConditions)
        #expect(try await made.store.read("k", limit: 1) == (store.knowsConditions ? [1] : [2]))
    }

    @Test(arguments: StoreUnderTest.all)
    func nothingLargerThanTheLimitIsRead(store: StoreUnderTest) async throws {
        let (made, bytes) = (try await store.make(), TestProject.random(70_000))
        _ = try await made.store.put(bytes, to: "large.json", sha256: digest(bytes))
        let error = await #expect(throws: (any Error).self) { try await made.store.read("large.json", limit: 69_999) }
        let told = try #require(error as? any UserFacingError)
        #expect(told.message.contains("/large.json"), "\(told)")
        #expect(told.message.contains("69999"), "\(told)")
    }

    @Test(arguments: StoreUnderTest.all)
    func aRangeIsReadWithTheMetadataOfTheWhole(store: StoreUnderTest) async throws {
        let (made, bytes) = (try await store.make(), TestProject.random(1000))
        _ = try await made.store.put(bytes, to: "k", sha256: digest(bytes))
        for (range, expected) in [
            (Int64(0)..<1, bytes[..<1]), (10..<20, bytes[10..<20]), (990..<1000, bytes[990...]),
            (990..<2000, bytes[990...]),
        ] {
            let content = try #require(try await made.store.read("k", range: range, limit: range.count))
            #expect(content.bytes == Array(expected), "\(range)")
            #expect(content.metadata.byteCount == 1000)
            #expect(content.metadata.etag == (try await made.store.metadata(of: "k"))?.etag)
        }
        #expect(try await made.store.read("gone", range: 0..<1, limit: 1) == nil)
    }

    @Test(arguments: StoreUnderTest.all)
    func aDeletedObjectIsGone(store: StoreUnderTest) async throws {
        let made = try await store.make()
        for key in ["a/b/c", "a/d"] { _ = try await made.store.put([1], to: key, sha256: digest([1])) }
        try await made.store.delete("a/b/c")
        #expect(try await made.store.metadata(of: "a/b/c") == nil)
        #expect(try await made.store.list("a/").map(\.key) == ["a/d"])
        // One that is gone already is no error.
        try await made.store.delete("a/b/c")
        try await made.store.delete("a/d")
        #expect(try await made.store.list("a/") == [])
        _ = try await made.store.put([2], to: "a/b/c", sha256: digest([2]))
        #expect(try await made.store.read("a/b/c", limit: 1) == [2])
    }

    @Test(arguments: StoreUnderTest.all)
    func partsInAnyOrderMakeAnObject(store: StoreUnderTest) async throws {
        let (made, bytes) = (try await store.make(), TestProject.random(2 * Self.partSize + 1000))
        #expect(try await upload(bytes, to: "k.tar.gz", of: made.store).isWritten)
        let object = try #require(try await made.store.metadata(of: "k.tar.gz"))
        #expect(object.byteCount == bytes.count)
        #expect((object.checksum != nil) == store.saysChecksums)
        #expect(try await made.store.digest(of: "k.tar.gz") == digest(bytes))
        let cuts = [0, 1, Self.partSize + 7, bytes.count]
        let parts = zip(cuts, cuts.dropFirst()).map { Int64($0)..<Int64($1) }
        let digests = parts.map { digest(Array(bytes[Int($0.lowerBound)..<Int($0.upperBound)])) }
        #expect(try await made.store.digests(of: "k.tar.gz", parts: parts) == digests)
        #expect(try await made.contents() == ["k.tar.gz": found(bytes)])
    }

    @Test(arguments: StoreUnderTest.all)
    func anUploadThatIsGivenUpLeavesNothing(store: StoreUnderTest) async throws {
        let (made, bytes) = (try await store.make(), TestProject.random(Self.partSize))
        let upload = try await made.store.beginMultipart(to: "k")
        try await upload.write(bytes, part: 1, at: 0, sha256: digest(bytes))
        #expect(try await made.store.metadata(of: "k") == nil)
        await upload.abort()
        #expect(try await made.store.metadata(of: "k") == nil)
        #expect(try await made.contents() == [:])
    }

    @Test(arguments: StoreUnderTest.all, [1, 5])
    func oneOfTwoWritersAtATimeIsTheOneThatWrote(store: StoreUnderTest, writerCount: Int) async throws {
        let made = try await store.make()
        for round in 0..<3 {
            let key = "k\(round)"
            let outcomes = try await Array(0...writerCount).boundedMap(width: writerCount + 1) { writer in
                let bytes = TestProject.random(100_000, seed: 7)
                return try await made.store.put(bytes, to: key, sha256: SHA256.hash(bytes.span.bytes))
            }
            let writtenCount = outcomes.count(where: \.isWritten)
            #expect(store.decidesRaces ? writtenCount == 1 : writtenCount >= 1)
            #expect(try await made.store.digest(of: key) == digest(TestProject.random(100_000, seed: 7)))
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func oneOfTwoUploadsAtATimeIsTheOneThatWrote(store: StoreUnderTest) async throws {
        let (made, bytes) = (try await store.make(), TestProject.random(Self.partSize + 1))
        let outcomes = try await [0, 1].boundedMap(width: 2) { _ in
            try await upload(bytes, to: "k", of: made.store)
        }
        let writtenCount = outcomes.count(where: \.isWritten)
        #expect(store.decidesCompletionRaces ? writtenCount == 1 : writtenCount >= 1)
        #expect(try await made.store.digest(of: "k") == digest(bytes))
        #expect(try await made.contents() == ["k": found(bytes)])
    }

    @Test(arguments: StoreUnderTest.all.filter { $0.server != nil })
    func bytesThatAreNotTheDigestsAreRefused(store: StoreUnderTest) async throws {
        let made = try await store.make()
        await #expect(throws: (any Error).self) {
            try await made.store.put([1], to: "k", sha256: SHA256.hash("other"))
        }
        #expect(try await made.contents() == [:])
    }

    // MARK: Parts of other objects

    /// An object whose parts are copied.
    private struct Source {
        let key: String
        let object: ObjectMetadata
        let digests: [Range<Int64>: SHA256Digest]
    }

    /// Writes an object of three parts, of which the second is the source of the copies below.
    private func source(in made: StoreUnderTest.Made, version: Int = 0) async throws -> (Source, [UInt8]) {
        let bytes = TestProject.random(2 * Self.partSize + 1000, seed: UInt64(version))
        _ = try await upload(bytes, to: "old\(version)", of: made.store)
        let object = try #require(try await made.store.metadata(of: "old\(version)"))
        let middle = Int64(Self.partSize)..<2 * Int64(Self.partSize)
        let digests = [middle: digest(Array(bytes[Int(middle.lowerBound)..<Int(middle.upperBound)]))]
        return (Source(key: "old\(version)", object: object, digests: digests), bytes)
    }

    @Test(arguments: StoreUnderTest.all)
    func aPartIsTakenFromAnotherObject(store: StoreUnderTest) async throws {
        let made = try await store.make()
        let (previous, bytes) = try await source(in: made)
        let (range, sha256) = try #require(previous.digests.first)
        let upload = try await made.store.beginMultipart(to: "new")
        let head = TestProject.random(Self.partSize, seed: 5)
        let isCopied = try await upload.copy(
            from: previous.key,
            previous.object,
            range,
            part: 2,
            at: Int64(head.count),
            sha256: sha256
        )
        #expect(isCopied)
        try await upload.write(head, part: 1, at: 0, sha256: digest(head))
        guard case .written(let object) = try await upload.complete() else {
            Issue.record("there was no object before")
            return
        }
        let expected = head + bytes[Int(range.lowerBound)..<Int(range.upperBound)]
        #expect(object.byteCount == expected.count)
        #expect(try await made.contents()["new"] == found(expected))
    }

    @Test(arguments: StoreUnderTest.all)
    func aPartOfAnObjectThatIsGoneOrAnotherOneIsNotTaken(store: StoreUnderTest) async throws {
        let made = try await store.make()
        let (previous, _) = try await source(in: made)
        let (range, sha256) = try #require(previous.digests.first)
        let gone = Source(key: "gone", object: previous.object, digests: previous.digests)
        let (other, _) = try await source(in: made, version: 1)
        let changed = Source(key: other.key, object: previous.object, digests: previous.digests)
        let upload = try await made.store.beginMultipart(to: "new")
        // A time in seconds does not tell two objects of one second apart: what is made of them is read in the end.
        let hasMarks = previous.object.etag?.hasPrefix("\"") ?? true
        for source in hasMarks ? [gone, changed] : [gone] {
            #expect(
                try await !upload.copy(from: source.key, source.object, range, part: 1, at: 0, sha256: sha256),
                "\(source.key)"
            )
        }
        // What was tried does not matter: the part can still be sent.
        let bytes = TestProject.random(range.count, seed: 7)
        try await upload.write(bytes, part: 1, at: 0, sha256: digest(bytes))
        #expect(try await upload.complete().isWritten)
        #expect(try await made.contents()["new"] == found(bytes))
    }
}

extension WriteOutcome {
    fileprivate var isWritten: Bool { if case .written = self { true } else { false } }
}
