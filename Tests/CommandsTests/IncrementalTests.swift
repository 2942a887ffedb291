import Foundation
import Hashing
import SystemPackage
import Testing
import TestSupport

/// New versions of published bundles: unchanged frames are copied inside the store.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct IncrementalTests {
    private static let asset = "artifacts/weights"
    private static let names = ["config.json", "model-1.bin", "model-2.bin", "model-3.bin"]
    private static let shardByteCount = 18 << 20
    /// A directory, a server that keeps checksums, and one that keeps none.
    private static let kinds = StoreUnderTest.all.filter { [nil, "ministack", "juicefs"].contains($0.server?.name) }

    /// Publishes a project whose bundle has 54 MiB.
    private func published(_ store: StoreUnderTest) async throws -> (workspace: Workspace, address: String) {
        let workspace = try await store.makeWeights(byteCount: 0)
        try workspace.write(Array("{}".utf8), to: "config.json", in: Self.asset)
        for shard in 1...3 {
            try workspace.write(
                TestProject.random(Self.shardByteCount, seed: UInt64(shard)),
                to: "model-\(shard).bin",
                in: Self.asset
            )
        }
        let published = try await workspace.publish()
        #expect(published.status == 0, "\(published.standardError)")
        return (workspace, try #require(published.report.sent?.first?.address))
    }

    /// Publishes a new version, and compares its object with the output of `bundle`.
    private func publishNext(_ workspace: Workspace) async throws -> PublishOutput {
        let next = try await workspace.publish()
        try #require(next.sent == [Self.asset], "\(next.standardError)")
        let address = try #require(next.report.sent?.first?.address)
        let file = workspace.project.directory.appending("whole.tar.gz")
        let bundle = try await Program.run(["bundle", Self.asset, "-o", file.string], in: workspace.project.directory)
        #expect(bundle.standardOutput.hasPrefix(address))
        #expect(try await workspace.store.contents()["\(address).tar.gz"] == FoundObject(file: file))
        #expect(try await workspace.store.openUploads() == [])
        // The next run finds it.
        let again = try await workspace.publish()
        #expect(again.found == [Self.asset], "\(again.standardError)")
        return next
    }

    private static let changes: [(name: String, sent: ClosedRange<Int>)] = [
        // The first part, up to 5 MiB into the first shard, and the end of the archive.
        ("config.json", 1...6_000_000),
        // A shard, and the rest of the parts that it shares with its neighbours.
        ("model-2.bin", 18 << 20...29 << 20),
    ]

    @Test(arguments: StoreUnderTest.all, Self.changes.indices)
    func onlyChangedFramesAreSent(store: StoreUnderTest, change: Int) async throws {
        let (name, sent) = Self.changes[change]
        let (workspace, _) = try await published(store)
        let bytes = name == "config.json" ? Array("{ }".utf8) : TestProject.random(Self.shardByteCount, seed: 9)
        try workspace.write(bytes, to: name, in: Self.asset)
        let next = try await publishNext(workspace)
        let stats = try #require(next.report.stats)
        #expect(sent.contains(try #require(stats["bytesSent"])), "\(stats)")
        let reused = try #require(stats["bytesReused"])
        #expect(reused + sent.upperBound >= 3 * Self.shardByteCount)
        #expect(workspace.project.references?.contains("\"sha256OfParts\": \"") == true)
    }

    @Test(arguments: kinds)
    func compositeChecksumEqualsThatOfFullUpload(store: StoreUnderTest) async throws {
        let (workspace, _) = try await published(store)
        try workspace.write([1, 2, 3], to: "config.json", in: Self.asset)
        _ = try await publishNext(workspace)
        let checksum = try #require(workspace.project.references?.firstMatch(of: /"sha256OfParts": "([^"]+)"/)?.1)
        let elsewhere = try await workspace.withEmptyStore()
        let full = try await elsewhere.publish()
        #expect(full.report.stats?["bytesReused"] == 0)
        let address = try #require(full.report.sent?.first?.address)
        let index = String(decoding: try await elsewhere.store.read("\(address).index.json"), as: UTF8.self)
        #expect(index.contains("\"sha256\":\"\(checksum)\""))
    }

    @Test(arguments: kinds)
    func scatteredChangesAreUploadedWhole(store: StoreUnderTest) async throws {
        let (workspace, _) = try await published(store)
        for shard in 1...3 {
            try workspace.write(
                TestProject.random(Self.shardByteCount, seed: UInt64(90 + shard)),
                to: "model-\(shard).bin",
                in: Self.asset
            )
        }
        let next = try await publishNext(workspace)
        #expect(next.report.stats?["bytesReused"] == 0)
        #expect(workspace.project.references?.contains("sha256OfParts") == false)
    }

    /// Defects of the base.
    private static let defects = ["no object", "no index", "another object", "an index that lies"]

    @Test(arguments: kinds, defects)
    func defectiveBaseDoesNotHarmPublication(store: StoreUnderTest, defect: String) async throws {
        let (workspace, address) = try await published(store)
        let (object, index) = ("\(address).tar.gz", "\(address).index.json")
        switch defect {
        case "no object": try await workspace.store.remove(object)
        case "no index": try await workspace.store.remove(index)
        case "another object": try await workspace.store.damage(object, .flip)
        default:
            // Wrong checksums of the large frames: the copied bytes are compared.
            let text = String(decoding: try await workspace.store.read(index), as: UTF8.self)
            let lie = text.replacing(/"crc32":([0-9]{6,})/) { "\"crc32\":1\($0.1.dropFirst(2))" }
            try await workspace.store.write(Array(lie.utf8), to: index)
        }
        try workspace.write(Array("{ }".utf8), to: "config.json", in: Self.asset)
        let next = try await publishNext(workspace)
        #expect(next.status == 0, "\(next.standardError)")
    }

    @Test(arguments: StoreUnderTest.all)
    func deltaBaseIsFoundWithoutReferences(store: StoreUnderTest) async throws {
        let (workspace, _) = try await published(store)
        try workspace.removeReferences()
        // The indexes that were written last are of no use.
        try await workspace.store.write(Array("{}".utf8), to: String(repeating: "f", count: 64) + ".index.json")
        try await workspace.store.write(Array("{}".utf8), to: "notes.index.json")
        try workspace.write(Array("{ }".utf8), to: "config.json", in: Self.asset)
        let next = try await publishNext(workspace)
        #expect(try #require(next.report.stats?["bytesReused"]) >= 2 * Self.shardByteCount, "\(next.standardError)")
    }

    @Test(arguments: kinds)
    func baseWithMostInCommonIsChosen(store: StoreUnderTest) async throws {
        let (workspace, _) = try await published(store)
        // A newer version, of which less can be copied.
        try workspace.write(TestProject.random(Self.shardByteCount, seed: 9), to: "model-3.bin", in: Self.asset)
        #expect(try await workspace.publish().sent == [Self.asset])
        try workspace.removeReferences()
        try workspace.write(TestProject.random(Self.shardByteCount, seed: 3), to: "model-3.bin", in: Self.asset)
        try workspace.write(Array("new".utf8), to: "z.txt", in: Self.asset)
        let next = try await publishNext(workspace)
        #expect(try #require(next.report.stats?["bytesReused"]) >= 44 << 20, "\(next.standardError)")
    }

    @Test(arguments: StoreUnderTest.all)
    func concurrentPublishersOfOneChangeAgree(store: StoreUnderTest) async throws {
        let (workspace, _) = try await published(store)
        try workspace.write(Array("{ }".utf8), to: "config.json", in: Self.asset)
        let runs = [try workspace.start(), try workspace.start()]
        for run in runs {
            let published = try PublishOutput(try await run.end())
            #expect(published.status == 0, "\(published.standardError)")
        }
        #expect(try await workspace.publish().found == [Self.asset])
        #expect(try await workspace.store.openUploads() == [])
    }
}
