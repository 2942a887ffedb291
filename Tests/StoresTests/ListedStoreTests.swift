import Assets
import Basics
import HTTP
import Hashing
import S3
import Stores
import SystemPackage
import Testing
import TestSupport

/// Look-ups of many assets on real servers, whose requests are counted.
@Suite(.enabled(if: !S3Server.present.isEmpty, S3Server.absence), .hangLimit, .temporaryDirectory)
struct ListedStoreTests {
    private static let assetCount = 32
    private static let bytes = Array("{}".utf8)

    /// A store with the objects and the indexes of two assets.
    private struct Sample {
        let server: S3Server
        let prefix: String
        let keys = ["a", "b"].map { ObjectKeys(SHA256.hash($0)) }
        let absent = ObjectKeys(SHA256.hash("absent"))
        /// Whether an object that is written again can be told from the one before.
        let hasETags: Bool

        init(on server: S3Server) async throws {
            (self.server, prefix) = (server, try await server.makePrefix())
            let store = S3Store(try server.client(), prefix: prefix)
            for key in keys.flatMap({ [$0.index, $0.bundle] }) {
                _ = try await store.put(ListedStoreTests.bytes, to: key, sha256: SHA256.hash("{}"))
            }
            hasETags = try await store.metadata(of: keys[0].bundle)?.etag?.hasPrefix("\"") ?? false
        }

        /// Looks all up as one run does, and returns the number of requests.
        func lookUp(isCached: Bool = true, assetCount: Int = ListedStoreTests.assetCount) async throws -> Int {
            let client = try server.client()
            let cache = CacheDirectory(TemporaryDirectory.path.appending("cache"))
            let base = S3Store(client, prefix: prefix)
            let listed = await ListedStore(base, assetCount: assetCount, cache: isCached ? cache : nil)
            let store: any ObjectStore = listed ?? base
            for key in keys {
                #expect(try await store.metadata(of: key.bundle)?.byteCount == Int64(ListedStoreTests.bytes.count))
                #expect(try await store.read(key.index, limit: 100) == ListedStoreTests.bytes)
            }
            #expect(try await store.metadata(of: absent.bundle) == nil)
            #expect(try await store.read(absent.index, limit: 100) == nil)
            listed?.saveAnswers()
            return client.counters.requestCount
        }
    }

    @Test(arguments: S3Server.present)
    func laterLookUpsAreOneRequest(server: S3Server) async throws {
        let sample = try await Sample(on: server)
        // A few assets are looked up one by one, each with two requests.
        #expect(try await sample.lookUp(assetCount: Self.assetCount - 1) == 6)
        #expect(try await sample.lookUp() == 5)
        #expect(try await sample.lookUp() == (sample.hasETags ? 1 : 5))
        #expect(try await sample.lookUp(isCached: false) == 5)
    }

    /// Whoever writes an object again, or deletes it, is noticed.
    @Test(arguments: S3Server.present, [nil, Array("{}".utf8), Array("[]".utf8)])
    func changedObjectIsAskedFor(server: S3Server, replacement: [UInt8]?) async throws {
        let sample = try await Sample(on: server)
        _ = try await sample.lookUp()
        // The times of objects have whole seconds.
        try await Task.sleep(for: .milliseconds(1100))
        let key = sample.keys[0].bundle
        if let replacement {
            try await server.write(replacement, to: sample.prefix + key)
            #expect(try await sample.lookUp() == (sample.hasETags ? 2 : 5))
            #expect(try await sample.lookUp() == (sample.hasETags ? 1 : 5))
        } else {
            try await server.remove(sample.prefix + key)
            let cache = CacheDirectory(TemporaryDirectory.path.appending("cache"))
            let base = S3Store(try server.client(), prefix: sample.prefix)
            let store = try #require(await ListedStore(base, assetCount: Self.assetCount, cache: cache))
            #expect(try await store.metadata(of: key) == nil)
        }
    }

    /// A publish that looks again finds what it has written since.
    @Test(arguments: S3Server.present)
    func eachObjectIsAnsweredForOnce(server: S3Server) async throws {
        let sample = try await Sample(on: server)
        let client = try server.client()
        let base = S3Store(client, prefix: sample.prefix)
        let store = try #require(await ListedStore(base, assetCount: Self.assetCount, cache: nil))
        let key = sample.absent.bundle
        #expect(try await store.metadata(of: key) == nil)
        _ = try await store.put(Self.bytes, to: key, sha256: SHA256.hash("{}"))
        #expect(try await store.metadata(of: key)?.byteCount == Int64(Self.bytes.count))
        // The listing that chooses the bases of deltas is the same one.
        let requestCount = client.counters.requestCount
        #expect(try await store.list("", isRecursive: false).count == 4)
        #expect(client.counters.requestCount == requestCount)
    }

    /// A listing of many pages takes longer than the look-ups; addresses tell from the first page how many there are.
    @Test(arguments: [(32, false, 1), (200, true, 2)])
    func longListingsAreGivenUp(assetCount: Int, isListed: Bool, requestCount: Int) async throws {
        let server = try #require(S3Server.present.first)
        let prefix = try await server.makePrefix()
        let filler = S3Store(try server.client(), prefix: prefix)
        _ = try await Array(0..<1200).boundedMap(width: 16) { number in
            let key = ObjectKeys(SHA256.hash("\(number)")).index
            return try await filler.put(Self.bytes, to: key, sha256: SHA256.hash("{}"))
        }
        let client = try server.client()
        let store = await ListedStore(S3Store(client, prefix: prefix), assetCount: assetCount, cache: nil)
        #expect((store != nil) == isListed)
        #expect(client.counters.requestCount == requestCount)
    }

    /// A bucket that may not be listed is asked as ever.
    @Test func deniedListingIsNoFailure() async throws {
        let server = try #require(S3Server.present.first { $0.name == "swift" } ?? S3Server.present.first)
        let base = S3Store(try server.client(secret: "wrong"), prefix: "")
        let store = await ListedStore(base, assetCount: Self.assetCount, cache: nil)
        #expect(store == nil)
    }

    @Test func damagedCacheIsIgnored() async throws {
        let server = try #require(S3Server.present.first)
        let sample = try await Sample(on: server)
        _ = try await sample.lookUp()
        let directory = TemporaryDirectory.path.appending("cache")
        for name in try DirectoryStream.names(in: directory) {
            #expect(name.hasSuffix(".objects"))
            try FileNode.file([1, 2, 3]).write(to: directory.appending(name))
        }
        #expect(try await sample.lookUp() == 5)
        #expect(try await sample.lookUp() == 1)
    }
}
