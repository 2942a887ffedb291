import Basics
import Hashing
import Stores
import Testing
import TestSupport

/// The contract of stores about objects that they have: list, replace and copy them.
@Suite(.temporaryDirectory, .serialized, .hangLimit) struct StoreCopyTests {
    private func digest(_ bytes: [UInt8]) -> SHA256Digest { SHA256.hash(bytes.span.bytes) }

    private func write(_ bytes: [UInt8], to key: String, of store: any ObjectStore) async throws {
        _ = try await store.put(bytes, to: key, sha256: digest(bytes))
    }

    private func copy(_ source: String, _ bytes: [UInt8], to key: String, of store: any ObjectStore) async throws
        -> WriteOutcome?
    {
        let object = try await store.list("a/").first { $0.key == source }?.metadata
        let expected = ObjectMetadata(
            byteCount: Int64(bytes.count),
            checksum: .fullObject(digest(bytes)),
            etag: object?.etag
        )
        return try await store.copy(source, expected, partSize: 5 << 20, to: key)
    }

    @Test(arguments: StoreUnderTest.all)
    func allObjectsBelowAPrefixAreListed(store: StoreUnderTest) async throws {
        let made = try await store.make()
        #expect(try await made.store.list("a/") == [])
        let names = ["b", "c d/ü", "e+f", "%41", "g/h/i"]
        for (index, name) in names.enumerated() {
            try await write([UInt8](repeating: 1, count: index), to: "a/\(name)", of: made.store)
        }
        try await write([1], to: "ab", of: made.store)
        let listed = try await made.store.list("a/")
        let sizes = Dictionary(uniqueKeysWithValues: listed.map { ($0.key, Int($0.metadata.byteCount)) })
        #expect(sizes == Dictionary(uniqueKeysWithValues: names.enumerated().map { ("a/\($1)", $0) }))
    }

    @Test(arguments: StoreUnderTest.all.filter { $0.server != nil })
    func aListingTellsTheMarkThatTheObjectHas(store: StoreUnderTest) async throws {
        let made = try await store.make()
        guard case .written(let written) = try await made.store.put([1], to: "a/b", sha256: digest([1])) else {
            Issue.record("it is not written")
            return
        }
        let object = try #require(try await made.store.metadata(of: "a/b"))
        #expect(object.etag != nil)
        #expect(try await made.store.list("a/").map(\.metadata.etag) == [object.etag])
        if store.saysChecksums { #expect(written.etag == object.etag) }
    }

    @Test(arguments: StoreUnderTest.all)
    func moreThanAPageIsListed(store: StoreUnderTest) async throws {
        let made = try await store.make()
        let names = (0..<1005).map { "a/\($0)" }
        _ = try await names.boundedMap(width: 16) { try await write([1], to: $0, of: made.store) }
        #expect(Set(try await made.store.list("a/").map(\.key)) == Set(names))
    }

    @Test(arguments: StoreUnderTest.all)
    func theNewestObjectsAreThoseWrittenLast(store: StoreUnderTest) async throws {
        let made = try await store.make()
        #expect(try await made.store.list("", isRecursive: false).newestFirst == [])
        for (index, key) in ["c", "a", "d/e", "b"].enumerated() {
            // Times are of whole seconds.
            if index > 0 { try await Task.sleep(for: .seconds(1.1)) }
            try await write([1], to: key, of: made.store)
        }
        let newest = try await made.store.list("", isRecursive: false).newestFirst
        #expect(newest.map(\.key) == ["b", "a", "c"])
        #expect(newest.allSatisfy { $0.metadata.byteCount == 1 })
    }

    @Test(arguments: StoreUnderTest.all)
    func onlyTheContentThatWasReadIsReplaced(store: StoreUnderTest) async throws {
        let made = try await store.make()
        try await write([1], to: "k", of: made.store)
        let first = try #require(try await made.store.read("k", range: nil, limit: 1))
        #expect(first.bytes == [1])
        #expect(try await made.store.replace("k", ifMatch: first.metadata.etag, with: [2], sha256: digest([2])))
        #expect(try await made.store.read("k", limit: 1) == [2])
        let again = try await made.store.replace("k", ifMatch: first.metadata.etag, with: [3], sha256: digest([3]))
        #expect(again == !store.knowsReplacements)
        #expect(try await made.store.read("k", limit: 1) == (store.knowsReplacements ? [2] : [3]))
        if store.knowsReplacements {
            #expect(
                try await made.store.replace("gone", ifMatch: first.metadata.etag, with: [3], sha256: digest([3]))
                    == false
            )
        }
    }

    @Test(arguments: StoreUnderTest.all, [0, 1000, 6 << 20])
    func aCopyIsTheSameBytes(store: StoreUnderTest, size: Int) async throws {
        let (made, bytes) = (try await store.make(), TestProject.random(size))
        try await write(bytes, to: "a/x y+z", of: made.store)
        let outcome = try await copy("a/x y+z", bytes, to: "b/ü", of: made.store)
        guard case .written(let object) = outcome else {
            Issue.record("\(String(describing: outcome))")
            return
        }
        #expect(object.byteCount == size)
        let checksum = try await made.store.metadata(of: "b/ü")?.checksum
        #expect(checksum == (store.saysChecksums ? .fullObject(digest(bytes)) : nil))
        #expect(try await made.store.digest(of: "b/ü") == digest(bytes))
        #expect(try await made.store.digest(of: "a/x y+z") == digest(bytes))
    }

    @Test(arguments: StoreUnderTest.all)
    func whatIsGoneOrAnotherIsNotCopied(store: StoreUnderTest) async throws {
        let made = try await store.make()
        #expect(try await copy("a/gone", [1], to: "b", of: made.store) == nil)
        try await write([1], to: "a/b", of: made.store)
        let other = ObjectMetadata(
            byteCount: 1,
            checksum: .fullObject(digest([2])),
            etag: "\"0123456789abcdef0123456789abcdef\""
        )
        #expect(try await made.store.copy("a/b", other, partSize: 5 << 20, to: "b") == nil)
        #expect(try await made.store.metadata(of: "b") == nil)
    }
}

extension [ListedObject] {
    fileprivate var newestFirst: [ListedObject] { sorted { $0.metadata.modified ?? 0 > $1.metadata.modified ?? 0 } }
}
