internal import Basics
internal import Hashing
internal import Stores
internal import Testing

/// Listings of objects.
extension StoreContract {
    static let listings = [
        StoreContract("listing has all objects below a prefix", listingHasAllObjectsBelowPrefix),
        StoreContract("listing has the objects' ETags", listingHasETags),
        StoreContract("listing follows pages", listingFollowsPages),
        StoreContract("modification times follow the order of writes", modificationTimesFollowWrites),
    ]

    private static func listingHasAllObjectsBelowPrefix(_ test: TestStore) async throws {
        #expect(try await test.store.list("a/") == [])
        let names = ["b", "c d/ü", "e+f", "%41", "g/h/i"]
        for (index, name) in names.enumerated() {
            try await test.put([UInt8](repeating: 1, count: index), to: "a/\(name)")
        }
        try await test.put([1], to: "ab")
        let listed = try await test.store.list("a/")
        let sizes = Dictionary(uniqueKeysWithValues: listed.map { ($0.key, Int($0.metadata.byteCount)) })
        #expect(sizes == Dictionary(uniqueKeysWithValues: names.enumerated().map { ("a/\($1)", $0) }))
    }

    private static func listingHasETags(_ test: TestStore) async throws {
        guard test.capabilities.listsETags else { return }
        guard case .written(let written) = try await test.put([1], to: "a/b") else {
            Issue.record("there was no object before")
            return
        }
        let object = try #require(try await test.store.metadata(of: "a/b"))
        #expect(object.etag != nil)
        #expect(try await test.store.list("a/").map(\.metadata.etag) == [object.etag])
        if test.capabilities.keepsChecksums { #expect(written.etag == object.etag) }
    }

    private static func listingFollowsPages(_ test: TestStore) async throws {
        let names = (0..<1005).map { "a/\($0)" }
        _ = try await names.boundedMap(width: 16) { try await test.put([1], to: $0) }
        #expect(Set(try await test.store.list("a/").map(\.key)) == Set(names))
    }

    private static func modificationTimesFollowWrites(_ test: TestStore) async throws {
        #expect(try await test.store.list("", isRecursive: false) == [])
        for (index, key) in ["c", "a", "d/e", "b"].enumerated() {
            // Servers report whole seconds.
            if index > 0 { try await Task.sleep(for: .seconds(1.1)) }
            try await test.put([1], to: key)
        }
        let newest = try await test.store.list("", isRecursive: false)
            .sorted { $0.metadata.modified ?? 0 > $1.metadata.modified ?? 0 }
        #expect(newest.map(\.key) == ["b", "a", "c"])
        #expect(newest.allSatisfy { $0.metadata.byteCount == 1 })
    }
}

/// Objects that are replaced, or copied inside the store.
extension StoreContract {
    static let copies = [
        StoreContract("replacement is conditional on the ETag", replacementIsConditionalOnETag),
        StoreContract("copy has the same bytes, 0 bytes") { try await copyHasSameBytes($0, 0) },
        StoreContract("copy has the same bytes, 1000 bytes") { try await copyHasSameBytes($0, 1000) },
        StoreContract("copy has the same bytes, 6 MiB") { try await copyHasSameBytes($0, 6 << 20) },
        StoreContract("missing or replaced source is not copied", missingOrReplacedSourceIsNotCopied),
    ]

    private static func replacementIsConditionalOnETag(_ test: TestStore) async throws {
        let isConditional = test.capabilities.hasConditionalReplacement
        func replace(_ key: String, ifMatch etag: String?, with bytes: [UInt8]) async throws -> Bool {
            let sha256 = SHA256.hash(bytes.span.bytes)
            let written = try await test.store.replace(key, ifMatch: etag, with: bytes, sha256: sha256)
            if let written { #expect(written.byteCount == bytes.count) }
            return written != nil
        }
        try await test.put([1], to: "k")
        let first = try #require(try await test.store.read("k", range: nil, limit: 1))
        #expect(first.bytes == [1])
        #expect(try await replace("k", ifMatch: first.metadata.etag, with: [2]))
        #expect(try await test.store.read("k", limit: 1) == [2])
        #expect(try await replace("k", ifMatch: first.metadata.etag, with: [3]) == !isConditional)
        #expect(try await test.store.read("k", limit: 1) == (isConditional ? [2] : [3]))
        if isConditional { #expect(try await replace("missing", ifMatch: first.metadata.etag, with: [3]) == false) }
    }

    private static func copy(_ source: String, _ bytes: [UInt8], to key: String, _ test: TestStore) async throws
        -> WriteOutcome?
    {
        let listed = try await test.store.list("a/").first { $0.key == source }
        let expected = ObjectMetadata(
            byteCount: Int64(bytes.count),
            checksum: .fullObject(SHA256.hash(bytes.span.bytes)),
            crc64nvme: test.keepsCRC64NVME ? CRC64NVME(bytes.span.bytes) : nil,
            etag: listed?.metadata.etag
        )
        return try await test.store.copy(source, expected, partSize: TestStore.partSize, to: key)
    }

    private static func copyHasSameBytes(_ test: TestStore, _ byteCount: Int) async throws {
        let bytes = TestProject.random(byteCount)
        let digest = SHA256.hash(bytes.span.bytes)
        try await test.put(bytes, to: "a/x y+z")
        let outcome = try await copy("a/x y+z", bytes, to: "b/ü", test)
        guard case .written(let object) = outcome else {
            Issue.record("\(String(describing: outcome))")
            return
        }
        #expect(object.byteCount == byteCount)
        let copy = try await test.store.metadata(of: "b/ü")
        let keepsSHA256 = test.capabilities.keepsChecksums && !test.keepsCRC64NVME
        #expect(copy?.checksum == (keepsSHA256 ? .fullObject(digest) : nil))
        #expect(copy?.crc64nvme == (test.keepsCRC64NVME ? CRC64NVME(bytes.span.bytes) : nil))
        #expect(try await test.store.digest(of: "b/ü") == digest)
        #expect(try await test.store.digest(of: "a/x y+z") == digest)
    }

    private static func missingOrReplacedSourceIsNotCopied(_ test: TestStore) async throws {
        #expect(try await copy("a/missing", [1], to: "b", test) == nil)
        try await test.put([1], to: "a/b")
        let replaced = ObjectMetadata(
            byteCount: 1,
            checksum: .fullObject(SHA256.hash([2].span.bytes)),
            etag: "\"0123456789abcdef0123456789abcdef\""
        )
        #expect(try await test.store.copy("a/b", replaced, partSize: TestStore.partSize, to: "b") == nil)
        #expect(try await test.store.metadata(of: "b") == nil)
    }
}
