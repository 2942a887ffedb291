import Assets
import Hashing
import Manifests
import Stores
import SystemPackage
import Testing
import TestSupport

@testable import Publishing

/// The references that a run writes.
@Suite(.temporaryDirectory) struct RecordTests {
    private static let address = SHA256.hash("content")

    private var file: ReferencesFile { ReferencesFile(TemporaryDirectory.path.appending("r.json")) }

    private func item(
        _ key: String,
        at destination: String = "prod",
        checksum: Checksum = .fullObject(address),
        wasFound: Bool = false
    ) -> PublishReport.Item {
        let object = ObjectReference(checksum: checksum, size: 1, uri: "s3://bucket/\(Self.address).tar.gz")
        let reference = PublishedReference(address: Self.address, content: .modelData(object))
        let asset = PublishedAsset(key: AssetKey(key), reference: reference)
        return PublishReport.Item(asset: asset, destination: destination, wasFound: wasFound)
    }

    private func imageItem(_ digest: Character?, wasFound: Bool = false) -> PublishReport.Item {
        let object = ObjectReference(
            checksum: .fullObject(Self.address),
            size: 1,
            uri: "s3://bucket/\(Self.address).tar.gz"
        )
        let digest = digest.map { "sha256:" + String(repeating: $0, count: 64) }
        let image = digest.map { ImageReference(digest: $0, uri: "host/ml@\($0)") }
        let reference = PublishedReference(address: Self.address, content: .image(context: object, image: image))
        let asset = PublishedAsset(key: AssetKey("c"), reference: reference)
        return PublishReport.Item(asset: asset, destination: "prod", wasFound: wasFound)
    }

    private func failure(_ key: String?, at destination: String?) -> PublishFailure {
        PublishFailure(key: key.map { AssetKey($0) }, destination: destination, error: PrefixNameError.noFiles)
    }

    private func record(_ items: [PublishReport.Item], _ failures: [PublishFailure] = []) throws -> PublishReport {
        try file.record(PublishReport(items: items, failures: failures, warnings: []))
    }

    @Test func failedAssetIsNotReferenced() throws {
        let items = [item("a"), item("a", at: "dev"), item("b"), item("b", at: "dev"), item("c")]
        let failures = [failure("a", at: nil), failure("b", at: "dev"), failure(nil, at: "prod")]
        let recorded = try record(items, failures)
        #expect(recorded.items.map { "\($0.asset.key) \($0.destination)" } == ["b prod", "c prod"])
        #expect(try file.read().assets.keys.map(\.description).sorted() == ["b", "c"])
        #expect(try file.read()[AssetKey("b"), "dev"] == nil)
    }

    /// The context may be published before the image is built, or without it.
    @Test func imageIsAddedAndKept() throws {
        for digest in [nil, "a", nil, "a"] as [Character?] { _ = try record([imageItem(digest, wasFound: true)]) }
        #expect(try file.read()[AssetKey("c"), "prod"] == imageItem("a").asset.reference)
        let other = try record([imageItem("b", wasFound: true)])
        #expect(other.failures.count == 1)
        #expect(try file.read()[AssetKey("c"), "prod"] == imageItem("a").asset.reference)
        _ = try record([imageItem("b")])
        #expect(try file.read()[AssetKey("c"), "prod"] == imageItem("b").asset.reference)
    }

    @Test func runInWhichAllFailedLeavesTheFile() throws {
        _ = try record([item("a")])
        let scope = ReferencesScope(assets: [AssetDeclaration](), destinations: [Destination.local])
        let failed = PublishReport(items: [], failures: [failure("b", at: nil)], warnings: [])
        #expect(try file.record(failed, scope: scope).dropped == [])
        #expect(try file.read().assets.count == 1)
        // A manifest without assets has no references.
        let empty = PublishReport(items: [], failures: [], warnings: [])
        #expect(try file.record(empty, scope: scope).dropped.map(\.key.description) == ["a"])
        #expect(try file.read().assets.isEmpty)
    }

    @Test(arguments: [true, false])
    func objectThatContradictsTheReferencesIsNotRecorded(wasFound: Bool) throws {
        _ = try record([item("a")])
        let other = item("a", checksum: .fullObject(SHA256.hash("other")), wasFound: wasFound)
        let recorded = try record([other])
        #expect(recorded.failures.map(\.error.errorCode) == (wasFound ? ["references-mismatch"] : []))
        let expected = wasFound ? item("a") : other
        #expect(try file.read()[AssetKey("a"), "prod"] == expected.asset.reference)
    }

    /// One publisher has copied parts of the object inside the store, another one has sent all of it.
    @Test(arguments: [
        [Checksum.composite("eA==-2"), .fullObject(address)], [.fullObject(address), .composite("eA==-2")],
    ])
    func sameObjectWithAnotherKindOfChecksumChangesNothing(checksums: [Checksum]) throws {
        for checksum in checksums {
            let recorded = try record([item("a", checksum: checksum, wasFound: true)])
            #expect(recorded.failures.isEmpty)
        }
        #expect(try file.read()[AssetKey("a"), "prod"] == item("a", checksum: checksums[0]).asset.reference)
    }
}
