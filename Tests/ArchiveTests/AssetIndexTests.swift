import Archive
import Assets
import Basics
import Hashing
import Stores
import Testing

@Suite struct AssetIndexTests {
    private func sections() async throws -> (bundle: BundleIndex, prefix: PrefixIndex) {
        let bundle = try await Bundle.write(MemoryTree.example, width: 2).index
        let tree = HashedTree(sorted: bundle.entries)
        let objects = tree.entries.filter(\.entry.isFile).indices.map { index in
            PrefixIndex.Object(
                multipart: index == 0 ? .init(parts: [.init(byteCount: 5, sha256: SHA256.hash("a"))]) : nil,
                version: index == 1 ? nil : "\"e\(index)\""
            )
        }
        return (bundle, PrefixIndex(tree, objects: objects, creator: bundle.creator))
    }

    @Test func allCombinationsOfSectionsRoundTrip() async throws {
        let (bundle, prefix) = try await sections()
        for index in [
            AssetIndex(bundle: bundle), AssetIndex(prefix: prefix), AssetIndex(bundle: bundle, prefix: prefix),
        ] {
            #expect(try AssetIndex(json: Array(index.text.utf8)) == index)
            #expect(index.address == bundle.address)
        }
        #expect(AssetIndex(bundle: bundle).text == bundle.text)
    }

    /// Readers that know bundles only find the section of the bundle.
    @Test func theBundleSectionDoesNotDependOnOthers() async throws {
        let (bundle, prefix) = try await sections()
        let both = AssetIndex(bundle: bundle, prefix: prefix).text
        #expect(try BundleIndex(json: Array(both.utf8)) == bundle)
        #expect(throws: StoreError.self) { try BundleIndex(json: Array(AssetIndex(prefix: prefix).text.utf8)) }
    }

    @Test func anIndexWhoseObjectsAreNotItsFilesIsRejected() async throws {
        let (_, prefix) = try await sections()
        let text = AssetIndex(prefix: prefix).text
        let path = try #require(prefix.files.first?.entry.entry.path)
        let object = "\"path\":\"\(path)\",\"version\""
        let changes = [
            (object, "\"path\":\"other\",\"version\""), ("\"objects\":[", "\"objects\":[{\"path\":\"x\"},"),
            ("\"kind\":\"exec\"", "\"kind\":\"file\""), ("\"address\":\"", "\"address\":\"0"),
            ("\"objects\"", "\"others\""),
        ]
        for (old, new) in changes {
            try #require(text.contains(old), "\(old)")
            let forged = text.replacing(old, with: new)
            #expect(throws: StoreError.self, "\(old)") { try AssetIndex(json: Array(forged.utf8)) }
        }
    }
}
