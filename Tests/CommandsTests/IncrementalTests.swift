import Foundation
import Hashing
import SystemPackage
import Testing
import TestSupport

/// Bundles of which a new version is published: what has not changed is copied inside the store.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct IncrementalTests {
    private static let asset = "artifacts/weights"
    private static let names = ["config.json", "model-1.bin", "model-2.bin", "model-3.bin"]
    private static let shardByteCount = 18 << 20
    /// A directory, a server that keeps checksums, and one that keeps none.
    private static let kinds = Place.all.filter { [nil, "ministack", "juicefs"].contains($0.server?.name) }

    private func path(_ name: String, of placed: PlacedProject) -> FilePath {
        FilePath("\(placed.project.directory)/\(Self.asset)/\(name)")
    }

    private func write(_ bytes: [UInt8], to name: String, of placed: PlacedProject) throws {
        try FileNode.file(bytes).write(to: path(name, of: placed))
    }

    /// A project whose bundle of 54 MiB was published.
    private func published(_ place: Place) async throws -> (placed: PlacedProject, address: String) {
        let placed = try await place.makeWeights(byteCount: 0)
        try write(Array("{}".utf8), to: "config.json", of: placed)
        for shard in 1...3 {
            try write(
                TestProject.random(Self.shardByteCount, seed: UInt64(shard)),
                to: "model-\(shard).bin",
                of: placed
            )
        }
        let published = try await placed.publish()
        #expect(published.status == 0, "\(published.standardError)")
        return (placed, try #require(published.report.sent?.first?.address))
    }

    /// Publishes a new version, and checks that its object is byte for byte what `bundle` makes.
    private func publishNext(_ placed: PlacedProject) async throws -> Published {
        let next = try await placed.publish()
        try #require(next.sent == [Self.asset], "\(next.standardError)")
        let address = try #require(next.report.sent?.first?.address)
        let file = placed.project.directory.appending("whole.tar.gz")
        let bundle = try await Program.run(["bundle", Self.asset, "-o", file.string], in: placed.project.directory)
        #expect(bundle.standardOutput.hasPrefix(address))
        #expect(try await placed.contents()["\(address).tar.gz"] == FoundObject(file: file))
        #expect(try await placed.openUploads() == [])
        // What was published is found.
        let again = try await placed.publish()
        #expect(again.found == [Self.asset], "\(again.standardError)")
        return next
    }

    private static let changes: [(name: String, sent: ClosedRange<Int>)] = [
        // The first part, up to 5 MiB into the first shard, and the end of the archive.
        ("config.json", 1...6_000_000),
        // A shard, the beginning of the next one, and what is left of the one before.
        ("model-2.bin", 18 << 20...29 << 20),
    ]

    @Test(arguments: Place.all, Self.changes.indices)
    func onlyWhatChangedIsSent(place: Place, change: Int) async throws {
        let (name, sent) = Self.changes[change]
        let (placed, _) = try await published(place)
        let bytes = name == "config.json" ? Array("{ }".utf8) : TestProject.random(Self.shardByteCount, seed: 9)
        try write(bytes, to: name, of: placed)
        let next = try await publishNext(placed)
        let stats = try #require(next.report.stats)
        #expect(sent.contains(try #require(stats["bytesSent"])), "\(stats)")
        let reused = try #require(stats["bytesReused"])
        #expect(reused + sent.upperBound >= 3 * Self.shardByteCount)
        #expect(placed.project.references?.contains("\"sha256OfParts\": \"") == true)
    }

    @Test(arguments: kinds)
    func theChecksumOfPartsIsThatOfAFullUpload(place: Place) async throws {
        let (placed, _) = try await published(place)
        try write([1, 2, 3], to: "config.json", of: placed)
        _ = try await publishNext(placed)
        let checksum = try #require(placed.project.references?.firstMatch(of: /"sha256OfParts": "([^"]+)"/)?.1)
        let elsewhere = try await placed.moved()
        let full = try await elsewhere.publish()
        #expect(full.report.stats?["bytesReused"] == 0)
        let address = try #require(full.report.sent?.first?.address)
        let index = String(decoding: try await elsewhere.read("\(address).index.json"), as: UTF8.self)
        #expect(index.contains("\"sha256\":\"\(checksum)\""))
    }

    @Test(arguments: kinds)
    func scatteredChangesAreSentWhole(place: Place) async throws {
        let (placed, _) = try await published(place)
        for shard in 1...3 {
            try write(
                TestProject.random(Self.shardByteCount, seed: UInt64(90 + shard)),
                to: "model-\(shard).bin",
                of: placed
            )
        }
        let next = try await publishNext(placed)
        #expect(next.report.stats?["bytesReused"] == 0)
        #expect(placed.project.references?.contains("sha256OfParts") == false)
    }

    /// Defects of the base.
    private static let troubles = ["no object", "no index", "another object", "an index that lies"]

    @Test(arguments: kinds, troubles)
    func whatIsWrongWithTheLastBundleIsNoHarm(place: Place, trouble: String) async throws {
        let (placed, address) = try await published(place)
        let (object, index) = ("\(address).tar.gz", "\(address).index.json")
        switch trouble {
        case "no object": try await placed.remove(object)
        case "no index": try await placed.remove(index)
        case "another object": try await placed.damage(object, .flip)
        default:
            // An index that lies. Another checksum of the large frames: what is made of them is compared.
            let text = String(decoding: try await placed.read(index), as: UTF8.self)
            let lie = text.replacing(/"crc32":([0-9]{6,})/) { "\"crc32\":1\($0.1.dropFirst(2))" }
            try await placed.write(Array(lie.utf8), to: index)
        }
        try write(Array("{ }".utf8), to: "config.json", of: placed)
        let next = try await publishNext(placed)
        #expect(next.status == 0, "\(next.standardError)")
    }

    @Test(arguments: Place.all)
    func whatTheReferencesDoNotTellIsFoundInTheStore(place: Place) async throws {
        let (placed, _) = try await published(place)
        try placed.removeReferences()
        // What was written last is of no use.
        try await placed.write(Array("{}".utf8), to: String(repeating: "f", count: 64) + ".index.json")
        try await placed.write(Array("{}".utf8), to: "notes.index.json")
        try write(Array("{ }".utf8), to: "config.json", of: placed)
        let next = try await publishNext(placed)
        #expect(try #require(next.report.stats?["bytesReused"]) >= 2 * Self.shardByteCount, "\(next.standardError)")
    }

    @Test(arguments: kinds)
    func ofSeveralAssetsTheOneWithMostInCommonIsCopied(place: Place) async throws {
        let (placed, _) = try await published(place)
        // A newer one, of which less can be copied.
        try write(TestProject.random(Self.shardByteCount, seed: 9), to: "model-3.bin", of: placed)
        #expect(try await placed.publish().sent == [Self.asset])
        try placed.removeReferences()
        try write(TestProject.random(Self.shardByteCount, seed: 3), to: "model-3.bin", of: placed)
        try write(Array("new".utf8), to: "z.txt", of: placed)
        let next = try await publishNext(placed)
        #expect(try #require(next.report.stats?["bytesReused"]) >= 44 << 20, "\(next.standardError)")
    }

    @Test(arguments: Place.all)
    func publishersOfOneChangeAgree(place: Place) async throws {
        let (placed, _) = try await published(place)
        try write(Array("{ }".utf8), to: "config.json", of: placed)
        let runs = [try placed.start(), try placed.start()]
        for run in runs {
            let published = try Published(try await run.end())
            #expect(published.status == 0, "\(published.standardError)")
        }
        #expect(try await placed.publish().found == [Self.asset])
        #expect(try await placed.openUploads() == [])
    }
}
