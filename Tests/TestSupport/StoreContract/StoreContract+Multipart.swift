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
        StoreContract("suspended upload is resumed", suspendedUploadIsResumed),
        StoreContract("upload with other bytes is not resumed", uploadWithOtherBytesIsNotResumed),
        StoreContract("upload that another run completes exists", uploadThatAnotherRunCompletesExists),
        StoreContract("upload that another run aborts begins anew", uploadThatAnotherRunAbortsBeginsAnew),
        StoreContract("unfinished uploads of assets are aborted", unfinishedUploadsOfAssetsAreAborted),
    ]

    private static func partsInAnyOrderFormTheObject(_ test: TestStore) async throws {
        let bytes = TestProject.random(2 * TestStore.partSize + 1000)
        #expect(try await test.upload(bytes, to: "k.tar.gz").isWritten)
        let object = try #require(try await test.store.metadata(of: "k.tar.gz"))
        #expect(object.byteCount == bytes.count)
        #expect(object.hasChecksum == test.capabilities.keepsChecksums)
        if test.keepsCRC64NVME { #expect(object.crc64nvme == CRC64NVME(bytes.span.bytes)) }
        #expect(try await test.store.digest(of: "k.tar.gz") == SHA256.hash(bytes.span.bytes))
        let cuts = [0, 1, TestStore.partSize + 7, bytes.count]
        let parts = zip(cuts, cuts.dropFirst()).map { Int64($0)..<Int64($1) }
        let digests = zip(cuts, cuts.dropFirst()).map { SHA256.hash(Array(bytes[$0..<$1]).span.bytes) }
        #expect(try await test.store.digests(of: "k.tar.gz", parts: parts) == digests)
        #expect(try await test.contents() == ["k.tar.gz": FoundObject(bytes)])
    }

    private static func abortedUploadLeavesNothing(_ test: TestStore) async throws {
        let bytes = TestProject.random(TestStore.partSize)
        let upload = try await test.store.beginMultipart(to: "k", resumes: true)
        _ = try await upload.write(bytes, part: 1, at: 0, sha256: SHA256.hash(bytes.span.bytes))
        #expect(try await test.store.metadata(of: "k") == nil)
        await upload.abort()
        #expect(try await test.store.metadata(of: "k") == nil)
        #expect(try await test.contents() == [:])
    }

    private static func concurrentUploadsYieldOneWinner(_ test: TestStore) async throws {
        let bytes = TestProject.random(TestStore.partSize + 1)
        // Each has an upload of its own: one that both resume may be completed by both, with the same bytes.
        let outcomes = try await [0, 1].boundedMap(width: 2) { _ in
            try await test.upload(bytes, to: "k", resumes: false)
        }
        let writtenCount = outcomes.count(where: \.isWritten)
        #expect(test.capabilities.decidesConcurrentUploads ? writtenCount == 1 : writtenCount >= 1)
        #expect(try await test.store.digest(of: "k") == SHA256.hash(bytes.span.bytes))
        #expect(try await test.contents() == ["k": FoundObject(bytes)])
    }
}

/// Uploads that another run has begun.
extension StoreContract {
    private static let parts = (0..<3).map { TestProject.random(TestStore.partSize + $0, seed: UInt64($0)) }

    private static func write(_ number: Int, _ bytes: [UInt8], to upload: any MultipartWriter) async throws
        -> PartOutcome
    {
        let offset = Int64(parts[..<(number - 1)].reduce(0) { $0 + $1.count })
        return try await upload.write(bytes, part: number, at: offset, sha256: SHA256.hash(bytes.span.bytes))
    }

    private static func suspendedUploadIsResumed(_ test: TestStore) async throws {
        let first = try await test.store.beginMultipart(to: "k", resumes: true)
        for number in 1...2 { #expect(try await write(number, parts[number - 1], to: first) == .sent) }
        await first.end(isResumable: true)
        let second = try await test.store.beginMultipart(to: "k", resumes: true)
        var outcomes: [PartOutcome] = []
        for number in 1...3 { outcomes.append(try await write(number, parts[number - 1], to: second)) }
        #expect(outcomes == (test.capabilities.keepsUploads ? [.found, .found, .sent] : [.sent, .sent, .sent]))
        #expect(try await second.finish().isWritten)
        #expect(try await test.contents() == ["k": FoundObject(parts.flatMap { $0 })])
        #expect(try await test.location.openUploads() == [])
    }

    private static func uploadWithOtherBytesIsNotResumed(_ test: TestStore) async throws {
        let first = try await test.store.beginMultipart(to: "k", resumes: true)
        _ = try await write(1, parts[0], to: first)
        await first.end(isResumable: true)
        // As many bytes, but others.
        let other = TestProject.random(parts[0].count, seed: 9)
        var second = try await test.store.beginMultipart(to: "k", resumes: true)
        do {
            // A server that lists no checksums cannot tell, and takes the part in place of the one that it has.
            #expect(try await write(1, other, to: second) == .sent)
        } catch is MultipartRestart {
            second = try await test.store.beginMultipart(to: "k", resumes: false)
            #expect(try await write(1, other, to: second) == .sent)
        }
        #expect(try await second.finish().isWritten)
        #expect(try await test.contents() == ["k": FoundObject(other)])
        // The one that is of no use any more is aborted.
        #expect(try await test.location.openUploads() == [])
    }

    private static func uploadThatAnotherRunCompletesExists(_ test: TestStore) async throws {
        guard test.capabilities.keepsUploads else { return }
        let first = try await test.store.beginMultipart(to: "k", resumes: true)
        _ = try await write(1, parts[0], to: first)
        let second = try await test.store.beginMultipart(to: "k", resumes: true)
        #expect(try await write(1, parts[0], to: second) == .found)
        _ = try await write(2, parts[1], to: first)
        #expect(try await first.finish().isWritten)
        let outcomes = (part: try await write(2, parts[1], to: second), object: try await second.finish())
        // Swift takes parts of an upload that is complete, and completes it again.
        if test.capabilities.decidesConcurrentUploads { #expect(outcomes == (.found, .exists)) }
        #expect(try await test.contents() == ["k": FoundObject(parts[0] + parts[1])])
    }

    private static func uploadThatAnotherRunAbortsBeginsAnew(_ test: TestStore) async throws {
        guard test.capabilities.keepsUploads else { return }
        let first = try await test.store.beginMultipart(to: "k", resumes: true)
        _ = try await write(1, parts[0], to: first)
        let second = try await test.store.beginMultipart(to: "k", resumes: true)
        _ = try await write(1, parts[0], to: second)
        await first.end(isResumable: false)
        await #expect(throws: MultipartRestart.self) { try await write(2, parts[1], to: second) }
        await #expect(throws: MultipartRestart.self) { try await second.complete() }
        #expect(try await test.contents() == [:])
    }

    private static func unfinishedUploadsOfAssetsAreAborted(_ test: TestStore) async throws {
        let addresses = ["a", "b"].map { SHA256.hash($0) }
        let keys = addresses.map { "\($0).tar.gz" }
        for key in keys + ["foreign.bin"] {
            _ = try await write(1, parts[0], to: try await test.store.beginMultipart(to: key, resumes: true))
        }
        let aborted = try await test.store.abortUploads(except: [addresses[1]])
        guard test.capabilities.keepsUploads else { return #expect(aborted == []) }
        #expect(aborted == [keys[0]])
        // The keys of uploads have the prefix that the store adds.
        let left = try await test.location.openUploads().map { $0.split(separator: "/").last.map(String.init) }
        #expect(Set(left) == [keys[1], "foreign.bin"])
        for key in [keys[1], "foreign.bin"] {
            try await test.store.beginMultipart(to: key, resumes: true).end(isResumable: false)
        }
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
        let upload = try await test.store.beginMultipart(to: "new", resumes: true)
        let head = TestProject.random(TestStore.partSize, seed: 5)
        let isCopied = try await upload.copy(
            from: "old",
            object,
            range,
            part: 2,
            at: Int64(head.count),
            expected: test.part(part)
        )
        #expect(isCopied)
        _ = try await upload.write(head, part: 1, at: 0, sha256: SHA256.hash(head.span.bytes))
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
        let upload = try await test.store.beginMultipart(to: "new", resumes: true)
        // Times in seconds cannot distinguish objects of the same second: copies of them are read in the end.
        let hasETags = object.etag?.hasPrefix("\"") ?? true
        for key in hasETags ? ["missing", "other"] : ["missing"] {
            let part = test.part(part)
            let isCopied = try await upload.copy(from: key, object, range, part: 1, at: 0, expected: part)
            #expect(!isCopied, "\(key)")
        }
        // The part can still be sent.
        let bytes = TestProject.random(range.count, seed: 7)
        _ = try await upload.write(bytes, part: 1, at: 0, sha256: SHA256.hash(bytes.span.bytes))
        #expect(try await upload.complete().isWritten)
        #expect(try await test.contents()["new"] == FoundObject(bytes))
    }
}
