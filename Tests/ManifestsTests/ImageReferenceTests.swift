import Assets
import Basics
import Hashing
import Manifests
import SystemPackage
import Testing

/// The images of references files.
@Suite struct ImageReferenceTests {
    private static let address = SHA256.hash("context")
    private static let digests = ["a", "b"].map { "sha256:" + String(repeating: $0, count: 64) }

    private static func references(image: ImageReference?, store: String = "s3://bucket") -> References {
        var references = References()
        let context = ObjectReference(checksum: .fullObject(address), size: 1, uri: "\(store)/\(address).tar.gz")
        let reference = PublishedReference(address: address, content: .image(context: context, image: image))
        references.update(reference, of: AssetKey("c"), at: "d")
        return references
    }

    private static func image(_ digest: String, in repository: String = "host/ml") -> ImageReference {
        ImageReference(digest: digest, uri: "\(repository)@\(digest)")
    }

    @Test func imageOfALocalStoreHasARelativeURI() throws {
        let directory = FilePath("/srv/project")
        let digest = Self.digests[0]
        let absolute = Self.references(
            image: Self.image(digest, in: "file:///srv/project/.sageassets/store/images"),
            store: "file:///srv/project/.sageassets/store"
        )
        let relative = absolute.relativizingURIs(to: directory)
        let reference = try #require(relative[AssetKey("c"), "d"])
        #expect(reference.image?.uri == ".sageassets/store/images@\(digest)")
        #expect(try References(json: relative.text) == relative)
        #expect(relative.resolvingURIs(in: directory) == absolute)
    }

    @Test(arguments: ["host/ml", "127.0.0.1:5000/ml", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/ml"])
    func imageOfARegistryKeepsItsURI(repository: String) {
        let references = Self.references(image: Self.image(Self.digests[0], in: repository))
        #expect(references.relativizingURIs(to: "/srv/project") == references)
        #expect(references.resolvingURIs(in: "/srv/project") == references)
    }

    @Test(arguments: [
        "sha256:0", "sha512:" + String(repeating: "a", count: 64), String(repeating: "a", count: 64), "latest", "",
        "sha256:" + String(repeating: "A", count: 64),
    ])
    func otherTextIsNoDigest(digest: String) {
        let text = Self.references(image: Self.image(digest)).text
        let error = #expect(throws: ManifestError.self) { try References(json: text, file: "r.json") }
        #expect(error?.message.contains("image.digest: must be 'sha256:' and 64 lower-case") == true)
    }

    @Test(arguments: ["host/ml:tag", "host/ml@\(digests[1])", "\(digests[0])x"])
    func otherImageIsRefused(uri: String) {
        let text = Self.references(image: ImageReference(digest: Self.digests[0], uri: uri)).text
        let error = #expect(throws: ManifestError.self) { try References(json: text, file: "r.json") }
        #expect(error?.message.contains("image.uri: must end in '@\(Self.digests[0])'") == true)
    }

    /// One of two publishers of the same content may have had no builder.
    @Test(arguments: [(nil, digests[0]), (digests[0], nil), (digests[0], digests[0])] as [(String?, String?)])
    func imageOfOneSideOfAConflictIsKept(ours: String?, theirs: String?) throws {
        let texts = [ours, theirs].map { Self.references(image: $0.map { Self.image($0) }).text }
        let text = "<<<<<<< HEAD\n\(texts[0])=======\n\(texts[1])>>>>>>> other\n"
        let rebuilt = try References.rebuilding(json: text)
        #expect(rebuilt.references == Self.references(image: Self.image(Self.digests[0])))
        #expect(rebuilt.dropped == [])
    }

    /// Two builds of one context may differ: the next publish finds the image that the repository has.
    @Test func differentImagesOfAConflictAreDropped() throws {
        let texts = Self.digests.map { Self.references(image: Self.image($0)).text }
        let text = "<<<<<<< HEAD\n\(texts[0])=======\n\(texts[1])>>>>>>> other\n"
        let rebuilt = try References.rebuilding(json: text)
        #expect(rebuilt.references.assets.isEmpty)
        #expect(rebuilt.dropped.map(\.reason) == [.conflict])
    }
}
