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

    /// The references of publications in the given order: the letter of the address, and the destination.
    private static func references(_ publications: [(key: String, letter: Character, destination: String)]) throws
        -> References
    {
        var references = References()
        for (key, letter, destination) in publications {
            let reference = try reference(letter, store: "s3://\(destination)")
            references.update(reference, of: AssetKey(key), at: destination)
        }
        return references
    }

    @Test(arguments: ["1", "2"] as [Character])
    func otherDestinationsKeepTheirAddresses(letter: Character) throws {
        let references = try Self.references([("a", "1", "local"), ("a", letter, "staging")])
        #expect(try references[AssetKey("a"), "local"] == Self.reference("1", store: "s3://local"))
        #expect(try references[AssetKey("a"), "staging"] == Self.reference(letter, store: "s3://staging"))
    }

    @Test func newVersionReplacesTheOldOneOfItsDestination() throws {
        let references = try Self.references([("a", "1", "staging"), ("a", "2", "staging")])
        #expect(references.assets[AssetKey("a")]?.destinations.count == 1)
        #expect(references[AssetKey("a"), "staging"]?.address.description.first == "2")
    }

    @Test func otherKindReplacesAllPublications() throws {
        var references = try Self.references([("a", "1", "local"), ("a", "1", "staging")])
        let data = try Self.reference("2", store: "s3://b/a")
        let image = PublishedReference(address: data.address, content: .image(context: data.object))
        #expect(references.update(image, of: AssetKey("a"), at: "staging") == ["local"])
        #expect(references.assets[AssetKey("a")]?.kind == .image)
        #expect(references.assets[AssetKey("a")]?.destinations == ["staging": image])
    }

    @Test func otherAssetsAreKept() throws {
        let first = try Self.references([("a", "1", "local")])
        let second = try Self.references([("a", "1", "local"), ("b", "2", "local")])
        #expect(second.assets[AssetKey("a")] == first.assets[AssetKey("a")])
        #expect(second.assets.count == 2)
    }

    @Test func orderAndRepetitionOfPublicationsMakeNoDifference() throws {
        let once = try Self.references([("a", "1", "local"), ("b", "2", "local")])
        #expect(try Self.references([("b", "2", "local"), ("a", "1", "local"), ("b", "2", "local")]) == once)
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
