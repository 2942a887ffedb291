import Hashing
import Stores
import Testing

import Transfers

@Suite struct RecentAssetsTests {
    private static let addresses = (0..<9).map { SHA256.hash("\($0)") }

    private func listed(_ key: String, _ byteCount: Int64 = 1) -> ListedObject {
        ListedObject(key: key, metadata: ObjectMetadata(byteCount: byteCount))
    }

    private func index(_ asset: Int, _ byteCount: Int64 = 1) -> ListedObject {
        listed("\(Self.addresses[asset]).index.json", byteCount)
    }

    private func bundle(_ asset: Int, _ byteCount: Int64 = 40 << 20) -> ListedObject {
        listed("\(Self.addresses[asset]).tar.gz", byteCount)
    }

    @Test func bundlesAndOthersAreChosenByTheirTimes() {
        let newest = RecentAssets([index(3), bundle(1), index(2), index(1), bundle(0), bundle(2), index(0)])
        #expect(newest.bundles == [2, 1, 0].map { Self.addresses[$0] })
        #expect(newest.others == [Self.addresses[3]])
    }

    @Test func whatIsOfNoUseTakesNoPlace() {
        let useless = [
            listed("notes.index.json"), listed(String(repeating: "F", count: 64) + ".index.json"), bundle(0),
            // A small bundle, and indexes that are too large to be read on a guess.
            index(1), bundle(1, 31 << 20), index(2, 17 << 20), bundle(2), index(3, 17 << 20),
        ]
        #expect(RecentAssets(useless) == RecentAssets([]))
        let newest = RecentAssets(useless + (4..<9).flatMap { [index($0), bundle($0)] })
        #expect(newest.bundles == Self.addresses[4..<8].map(\.self))
    }

    @Test func aStoreThatCannotBeListedHasNone() async throws {
        let closed = try await RecentAssets(in: ClosedStore())
        #expect(closed == RecentAssets([]))
        let cancelled = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await RecentAssets(in: ClosedStore())
        }
        await #expect(throws: CancellationError.self) { try await cancelled.value }
    }

    /// A store that nobody may list, and that is asked for nothing else.
    private struct ClosedStore: ObjectStore {
        private struct Closed: Error {}

        var properties: StoreProperties { StoreProperties(keyByteLimit: 1024, readByteCount: 1) }

        func uri(of key: String) -> String { key }
        func metadata(of key: String) async throws -> ObjectMetadata? { throw Closed() }
        func list(_ prefix: String, isRecursive: Bool, after token: String?) async throws -> ListPage { throw Closed() }
        func read(_ key: String, range: Range<Int64>?, limit: Int) async throws -> ObjectContent? { throw Closed() }
        func put(_ bytes: [UInt8], to key: String, sha256: SHA256Digest) async throws -> WriteOutcome { throw Closed() }
        func replace(
            _ key: String,
            ifMatch etag: String?,
            with bytes: [UInt8],
            sha256: SHA256Digest
        ) async throws -> ObjectMetadata? { throw Closed() }
        func copy(
            _ source: String,
            _ object: ObjectMetadata,
            partSize: Int,
            to key: String
        ) async throws -> WriteOutcome? { throw Closed() }
        func beginMultipart(to key: String, resumes: Bool) async throws -> any MultipartWriter { throw Closed() }
        func abortUploads(except addresses: Set<SHA256Digest>) async throws -> [String] { throw Closed() }
        func delete(_ key: String) async throws { throw Closed() }
    }
}
