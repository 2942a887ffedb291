import Foundation
import SystemPackage
import Testing
import TestSupport

/// Foreign or damaged objects under the keys of assets: they are reported and never referenced.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct ForeignObjectTests {
    private static let asset = "artifacts/weights"

    /// Publishes a project and deletes its references.
    private func makePublished(_ store: StoreUnderTest, byteCount: Int) async throws -> (
        workspace: Workspace, address: String
    ) {
        let workspace = try await store.makeWeights(byteCount: byteCount)
        let published = try await workspace.publish()
        #expect(published.status == 0, "\(published.standardError)")
        try workspace.removeReferences()
        return (workspace, try #require(published.report.sent?.first?.address))
    }

    private func expectConflict(_ workspace: Workspace, of key: String) async throws {
        let before = try await workspace.store.contents()
        for arguments in [[], ["--dry-run"]] {
            let published = try PublishOutput(try await workspace.start(arguments).end())
            #expect(published.status == 4, "\(published.standardError)")
            #expect(published.errors.count == 1)
            #expect(published.errors.first?.exit == 4)
            #expect(published.errors.first?.message.contains(key) == true, "\(published.standardError)")
            #expect(published.errors.first?.hint?.contains("delete it") == true)
            #expect(published.errorLines.count == 1)
            #expect(published.standardError.contains(Self.asset))
        }
        #expect(workspace.project.references == nil)
        // Foreign objects are left as they are.
        #expect(try await workspace.store.contents() == before)
    }

    @Test(arguments: StoreUnderTest.all, [1 << 20, 9 << 20])
    func truncatedObjectIsAConflict(store: StoreUnderTest, byteCount: Int) async throws {
        let (workspace, address) = try await makePublished(store, byteCount: byteCount)
        let key = "\(address).tar.gz"
        try await workspace.store.damage(key, .truncate)
        try await expectConflict(workspace, of: key)
    }

    @Test(arguments: StoreUnderTest.all, [1 << 20, 9 << 20])
    func objectWithFlippedBitIsAConflict(store: StoreUnderTest, byteCount: Int) async throws {
        let (workspace, address) = try await makePublished(store, byteCount: byteCount)
        let key = "\(address).tar.gz"
        try await workspace.store.damage(key, .flip)
        try await expectConflict(workspace, of: key)
    }

    /// Without an index nothing verifies the object.
    @Test(arguments: StoreUnderTest.all, [1 << 20, 9 << 20])
    func truncatedObjectWithoutIndexIsNotReferenced(store: StoreUnderTest, byteCount: Int) async throws {
        let (workspace, address) = try await makePublished(store, byteCount: byteCount)
        let key = "\(address).tar.gz"
        try await workspace.store.remove("\(address).index.json")
        try await workspace.store.damage(key, .truncate)
        let published = try await workspace.publish()
        #expect(published.status == 4, "\(published.standardError)")
        #expect(published.errors.first?.message.contains(key) == true, "\(published.standardError)")
        #expect(workspace.project.references == nil)
        #expect(Set(try await workspace.store.contents().keys) == [key])
    }

    @Test(arguments: StoreUnderTest.all)
    func missingObjectIsPublishedAgain(store: StoreUnderTest) async throws {
        let (workspace, address) = try await makePublished(store, byteCount: 1 << 20)
        let whole = try await workspace.store.contents()
        try await workspace.store.remove("\(address).tar.gz")
        let published = try await workspace.publish()
        #expect(published.status == 0, "\(published.standardError)")
        #expect(published.sent == [Self.asset])
        #expect(try await workspace.store.contents()["\(address).tar.gz"] == whole["\(address).tar.gz"])
        #expect(try await workspace.publish().found == [Self.asset])
    }

    /// The index verifies bytes of another compression than the current one.
    @Test func missingObjectIsRebuiltWithItsCompression() async throws {
        let workspace = try await StoreUnderTest.local.makeWeights(byteCount: 1000)
        let file = workspace.project.directory.appending("artifacts/weights/words.txt")
        try FileNode.file(Array(String(repeating: "some words ", count: 5000).utf8)).write(to: file)
        let published = try await workspace.publish("--compression", "fast")
        let address = try #require(published.report.sent?.first?.address)
        let whole = try await workspace.store.contents()
        #expect(try await workspace.publish("--compression", "small").found == [Self.asset])
        try await workspace.store.remove("\(address).tar.gz")
        #expect(try await workspace.publish("--compression", "small").sent == [Self.asset])
        #expect(try await workspace.store.contents() == whole)
    }

    @Test(arguments: StoreUnderTest.all)
    func missingIndexIsWrittenAgain(store: StoreUnderTest) async throws {
        let (workspace, address) = try await makePublished(store, byteCount: 1 << 20)
        let whole = try await workspace.store.contents()
        try await workspace.store.remove("\(address).index.json")
        let published = try await workspace.publish()
        #expect(published.status == 0, "\(published.standardError)")
        #expect(try await workspace.store.contents()["\(address).tar.gz"] == whole["\(address).tar.gz"])
        #expect(try await workspace.publish().found == [Self.asset])
    }

    @Test(
        arguments: StoreUnderTest.all,
        ["", "not JSON", "{}", "[1]", #"{"schema":"sageassets/index/v2"}"#, String(repeating: "[", count: 100_000)]
    )
    func foreignIndexIsAConflict(store: StoreUnderTest, text: String) async throws {
        let (workspace, address) = try await makePublished(store, byteCount: 1000)
        try await workspace.store.write(Array(text.utf8), to: "\(address).index.json")
        try await expectConflict(workspace, of: "\(address).index.json")
    }

    @Test(arguments: StoreUnderTest.all)
    func indexOfAnotherAssetIsAConflict(store: StoreUnderTest) async throws {
        let (workspace, address) = try await makePublished(store, byteCount: 1000)
        try FileNode.file([1]).write(to: workspace.project.directory.appending("artifacts/weights/more"))
        let other = try #require(try await workspace.publish().report.sent?.first?.address)
        try workspace.removeReferences()
        try FileManager.default.removeItem(
            atPath: workspace.project.directory.appending("artifacts/weights/more").string
        )
        try await workspace.store.write(
            try await workspace.store.read("\(other).index.json"),
            to: "\(address).index.json"
        )
        try await expectConflict(workspace, of: "\(address).index.json")
    }

    /// An index with correct entries, beside an object that it was not written for.
    ///
    /// Where a store keeps no checksums, only the index verifies the object.
    @Test(arguments: StoreUnderTest.all.filter { $0.server?.capabilities.keepsChecksums ?? true })
    func indexWithAnotherDigestIsAConflict(store: StoreUnderTest) async throws {
        let (workspace, address) = try await makePublished(store, byteCount: 1000)
        let sha256 = try #require(try await workspace.store.contents()["\(address).tar.gz"]).sha256
        let text = String(decoding: try await workspace.store.read("\(address).index.json"), as: UTF8.self)
        let forged = text.replacing(sha256, with: String(repeating: "0", count: 64))
        #expect(forged != text)
        try await workspace.store.write(Array(forged.utf8), to: "\(address).index.json")
        try await expectConflict(workspace, of: "\(address).tar.gz")
    }

    @Test func conflictDoesNotAffectOtherAssets() async throws {
        let workspace = try await StoreUnderTest.local.makeProject()
        let published = try await workspace.publish()
        let copy = try #require(published.report.sent?.first { $0.asset == "containers/scorer" })
        try await workspace.store.write([1], to: "\(copy.address).tar.gz")
        try workspace.removeReferences()
        let second = try await workspace.publish()
        #expect(second.status == 4)
        #expect(second.found == TestProject.assets.filter { $0 != "containers/scorer" })
        let references = try #require(workspace.project.references)
        #expect(references.contains("\"artifacts/weights\""))
        #expect(!references.contains("containers/scorer"))
    }
}
