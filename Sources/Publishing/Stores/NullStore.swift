internal import Basics
internal import Hashing

/// A store that is only written to, and each time by one writer.
protocol WriteOnlyStore: Store {}

extension WriteOnlyStore {
    func object(_ key: String) async throws -> StoredObject? { nil }
    func list(_ prefix: String) async throws -> [ListedObject] { [] }
    func newestObjects() async throws -> [ListedObject] { [] }
    func content(_ key: String, limit: Int) async throws -> StoredContent? { nil }
    func digest(of key: String) async throws -> SHA256Digest? { nil }
    func digests(of key: String, parts: [Range<Int64>]) async throws -> [SHA256Digest]? { nil }

    func replace(_ key: String, _ version: String?, with bytes: [UInt8], sha256: SHA256Digest) async throws -> Bool {
        false
    }

    func copy(_ source: String, _ object: StoredObject, partSize: Int, to key: String) async throws -> WriteOutcome? {
        nil
    }
}

/// A store that keeps nothing: what is written to it leaves its digests only.
struct NullStore: WriteOnlyStore {
    func uri(of key: String) -> String { key }
    func write(_ bytes: [UInt8], to key: String, sha256: SHA256Digest) async throws -> WriteOutcome { .exists }
    func beginUpload(to key: String) async throws -> any StoreUpload { Upload() }

    private struct Upload: StoreUpload {
        func write(_ bytes: any ByteSource, part number: Int, at offset: Int64, sha256: SHA256Digest) async throws {}
        func complete() async throws -> WriteOutcome { .exists }
        func abort() async {}
    }
}
