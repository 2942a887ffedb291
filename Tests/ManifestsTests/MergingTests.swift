import Assets
import Hashing
import Manifests
import Testing

/// Publications of several destinations and runs in one value.
@Suite struct MergingTests {
    static func reference(_ letter: Character, store: String, size: Int = 1) throws -> PublishedReference {
        let digest = try #require(SHA256Digest(String(repeating: letter, count: 64)))
        let object = ObjectReference(checksum: .fullObject(digest), size: size, uri: "\(store)/\(digest).tar.gz")
        return PublishedReference(address: digest, content: .modelData(object))
    }

    private static func asset(_ key: String, _ letter: Character, store: String) throws -> PublishedAsset {
        PublishedAsset(key: AssetKey(key), reference: try reference(letter, store: store))
    }

    @Test(arguments: ["1", "2"] as [Character])
    func otherDestinationsKeepTheirAddresses(letter: Character) throws {
        let references = References()
            .merging([try Self.asset("a", "1", store: "file:///a")], destination: "local")
            .merging([try Self.asset("a", letter, store: "s3://b/a")], destination: "staging")
        #expect(try references[AssetKey("a"), "local"] == Self.reference("1", store: "file:///a"))
        #expect(try references[AssetKey("a"), "staging"] == Self.reference(letter, store: "s3://b/a"))
    }

    @Test func newVersionReplacesTheOldOneOfItsDestination() throws {
        let references = References()
            .merging([try Self.asset("a", "1", store: "s3://b/a")], destination: "staging")
            .merging([try Self.asset("a", "2", store: "s3://b/a")], destination: "staging")
        #expect(references.assets[AssetKey("a")]?.destinations.count == 1)
        #expect(references[AssetKey("a"), "staging"]?.address.description.first == "2")
    }

    @Test func otherKindReplacesAllPublications() throws {
        var references = References()
            .merging([try Self.asset("a", "1", store: "file:///a")], destination: "local")
            .merging([try Self.asset("a", "1", store: "s3://b/a")], destination: "staging")
        let data = try Self.reference("2", store: "s3://b/a")
        let image = PublishedReference(address: data.address, content: .image(context: data.object))
        #expect(references.update(image, of: AssetKey("a"), at: "staging") == ["local"])
        #expect(references.assets[AssetKey("a")]?.kind == .image)
        #expect(references.assets[AssetKey("a")]?.destinations == ["staging": image])
    }

    @Test func otherAssetsAreKept() throws {
        let first = References().merging([try Self.asset("a", "1", store: "file:///a")], destination: "local")
        let second = first.merging([try Self.asset("b", "2", store: "file:///b")], destination: "local")
        #expect(second.assets[AssetKey("a")] == first.assets[AssetKey("a")])
        #expect(second.assets.count == 2)
    }

    @Test func mergingIsIdempotent() throws {
        let assets = [try Self.asset("a", "1", store: "file:///a"), try Self.asset("b", "2", store: "file:///b")]
        let once = References().merging(assets, destination: "local")
        #expect(once.merging(assets, destination: "local") == once)
        #expect(References().merging(assets.reversed(), destination: "local") == once)
    }

    @Test func whatTheManifestNoLongerHasIsDropped() throws {
        var references = References()
        for (key, destination) in [("a", "dev"), ("a", "prod"), ("b", "dev"), ("b", "prod"), ("c", "dev")] {
            references.update(try Self.reference("1", store: "s3://b"), of: AssetKey(key), at: destination)
        }
        // 'c' is an image now.
        let assets = ["a": AssetSource.Options.modelData(), "c": .image()].map { path, options in
            AssetDeclaration(AssetSource(path: path, options: options))
        }
        let dev = try Destination(name: "dev", kind: .local(store: "x"))
        let dropped = references.drop(outside: ReferencesScope(assets: assets, destinations: [dev]))
        #expect(
            dropped.map { "\($0.key) \($0.destination) \($0.reason)" } == [
                "a prod destination", "b dev asset", "b prod asset", "c dev asset",
            ]
        )
        #expect(references.assets.keys.map(\.description) == ["a"])
        #expect(references.assets[AssetKey("a")]?.destinations.keys.sorted() == ["dev"])
        #expect(references.drop(outside: ReferencesScope(assets: assets, destinations: [dev])) == [])
    }
}
