import Assets
import Hashing
import Manifests
import Testing

@Suite struct MergingTests {
    private static func digest(_ letter: Character) throws -> SHA256Digest {
        try #require(SHA256Digest(String(repeating: letter, count: 64)))
    }

    private static func asset(_ key: String, _ letter: Character, uri: String) throws -> PublishedAsset {
        let digest = try digest(letter)
        let object = ObjectReference(checksum: .fullObject(digest), size: 1, uri: uri)
        return PublishedAsset(
            key: AssetKey(key),
            kind: .modelData,
            address: digest,
            reference: PublishedReference(modelData: object)
        )
    }

    @Test func sameAddressKeepsOtherDestinations() throws {
        let references = References()
            .merging([try Self.asset("a", "1", uri: "file:///a")], destination: "local")
            .merging([try Self.asset("a", "1", uri: "s3://b/a")], destination: "staging")
        let asset = try #require(references.assets[AssetKey("a")])
        #expect(asset.destinations.keys.sorted() == ["local", "staging"])
    }

    @Test func newAddressDropsOtherDestinations() throws {
        let references = References()
            .merging([try Self.asset("a", "1", uri: "file:///a")], destination: "local")
            .merging([try Self.asset("a", "2", uri: "s3://b/a")], destination: "staging")
        let asset = try #require(references.assets[AssetKey("a")])
        #expect(asset.destinations.keys.sorted() == ["staging"])
        #expect(asset.address == (try Self.digest("2")))
    }

    @Test func otherAssetsAreKept() throws {
        let first = References().merging([try Self.asset("a", "1", uri: "file:///a")], destination: "local")
        let second = first.merging([try Self.asset("b", "2", uri: "file:///b")], destination: "local")
        #expect(second.assets[AssetKey("a")] == first.assets[AssetKey("a")])
        #expect(second.assets.count == 2)
    }

    @Test func mergingIsIdempotent() throws {
        let assets = [try Self.asset("a", "1", uri: "file:///a"), try Self.asset("b", "2", uri: "file:///b")]
        let once = References().merging(assets, destination: "local")
        #expect(once.merging(assets, destination: "local") == once)
        #expect(References().merging(assets.reversed(), destination: "local") == once)
    }
}
