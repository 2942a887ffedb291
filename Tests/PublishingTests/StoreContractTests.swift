import Basics
import Hashing
import Publishing
import TestSupport
import Testing

/// What the publisher asks of every store, and what every store must do.
@Suite(.temporaryDirectory, .serialized, .timeLimit(.minutes(1))) struct StoreContractTests {
    private static let partSize = 5 << 20

    private func digest(_ bytes: [UInt8]) -> SHA256Digest { SHA256.hash(bytes.span.bytes) }

    private func found(_ bytes: [UInt8]) -> FoundObject {
        FoundObject(sha256: digest(bytes).description, size: bytes.count)
    }

    /// Writes an object in parts, the last one first.
    private func upload(_ bytes: [UInt8], to key: String, of store: any Store) async throws -> WriteOutcome {
        let upload = try await store.beginUpload(to: key)
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
        #expect(try await made.store.object("k") == nil)
        #expect(try await made.store.read("k", limit: 10) == nil)
        #expect(try await made.store.digest(of: "k") == nil)
        #expect(try await made.contents() == [:])
    }

    @Test(arguments: StoreUnderTest.all, [0, 1, 1 << 20])
    func whatIsWrittenIsThere(store: StoreUnderTest, size: Int) async throws {
        let (made, bytes) = (try await store.make(), TestProject.random(size))
        let digest = digest(bytes)
        #expect(try await made.store.write(bytes, to: "k.tar.gz", sha256: digest).isWritten)
        let object = try #require(try await made.store.object("k.tar.gz"))
        #expect(object.byteCount == size)
        #expect(object.checksum == (store.saysChecksums ? .whole(digest) : nil))
        #expect(object.checksum != nil || object.version != nil)
        #expect(try await made.store.digest(of: "k.tar.gz") == digest)
        #expect(try await made.store.read("k.tar.gz", limit: size) == bytes)
        #expect(try await made.contents() == ["k.tar.gz": found(bytes)])
    }

    @Test(arguments: StoreUnderTest.all)
    func aSecondWriteLeavesWhatIsThere(store: StoreUnderTest) async throws {
        let made = try await store.make()
        _ = try await made.store.write([1], to: "k", sha256: digest([1]))
        let second = try await made.store.write([2], to: "k", sha256: digest([2]))
        #expect((second == .exists) == store.knowsConditions)
        #expect(try await made.store.read("k", limit: 1) == (store.knowsConditions ? [1] : [2]))
    }

    @Test(arguments: StoreUnderTest.all)
    func nothingLargerThanTheLimitIsRead(store: StoreUnderTest) async throws {
        let (made, bytes) = (try await store.make(), TestProject.random(70_000))
        _ = try await made.store.write(bytes, to: "large.json", sha256: digest(bytes))
        let error = await #expect(throws: (any Error).self) { try await made.store.read("large.json", limit: 69_999) }
        let told = try #require(error as? any UserFacingError)
        #expect(told.message.contains("/large.json"), "\(told)")
        #expect(told.message.contains("69999"), "\(told)")
    }

    @Test(arguments: StoreUnderTest.all)
    func partsInAnyOrderMakeAnObject(store: StoreUnderTest) async throws {
        let (made, bytes) = (try await store.make(), TestProject.random(2 * Self.partSize + 1000))
        #expect(try await upload(bytes, to: "k.tar.gz", of: made.store).isWritten)
        let object = try #require(try await made.store.object("k.tar.gz"))
        #expect(object.byteCount == bytes.count)
        #expect((object.checksum != nil) == store.saysChecksums)
        #expect(try await made.store.digest(of: "k.tar.gz") == digest(bytes))
        #expect(try await made.contents() == ["k.tar.gz": found(bytes)])
    }

    @Test(arguments: StoreUnderTest.all)
    func anUploadThatIsGivenUpLeavesNothing(store: StoreUnderTest) async throws {
        let (made, bytes) = (try await store.make(), TestProject.random(Self.partSize))
        let upload = try await made.store.beginUpload(to: "k")
        try await upload.write(bytes, part: 1, at: 0, sha256: digest(bytes))
        #expect(try await made.store.object("k") == nil)
        await upload.abort()
        #expect(try await made.store.object("k") == nil)
        #expect(try await made.contents() == [:])
    }

    @Test(arguments: StoreUnderTest.all, [1, 5])
    func oneOfTwoWritersAtATimeIsTheOneThatWrote(store: StoreUnderTest, writerCount: Int) async throws {
        let made = try await store.make()
        for round in 0..<3 {
            let key = "k\(round)"
            let outcomes = try await Array(0...writerCount).boundedMap(width: writerCount + 1) { writer in
                let bytes = TestProject.random(100_000, seed: 7)
                return try await made.store.write(bytes, to: key, sha256: SHA256.hash(bytes.span.bytes))
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
            try await made.store.write([1], to: "k", sha256: SHA256.hash("other"))
        }
        #expect(try await made.contents() == [:])
    }
}

extension WriteOutcome {
    fileprivate var isWritten: Bool { if case .written = self { true } else { false } }
}
