internal import Hashing

/// A store that keeps nothing: what is written to it leaves its digests only.
struct NullStore: Store {
    func uri(of key: String) -> String { key }
    func object(_ key: String) async throws -> StoredObject? { nil }
    func read(_ key: String, limit: Int) async throws -> [UInt8]? { nil }
    func digest(of key: String) async throws -> SHA256Digest? { nil }
    func write(_ bytes: [UInt8], to key: String, sha256: SHA256Digest) async throws -> WriteOutcome { .exists }
    func beginUpload(to key: String, partSize: Int) async throws -> any StoreUpload { Upload() }

    private struct Upload: StoreUpload {
        func write(_ bytes: [UInt8], part number: Int, sha256: SHA256Digest) async throws {}
        func complete() async throws -> WriteOutcome { .exists }
        func abort() async {}
    }
}
