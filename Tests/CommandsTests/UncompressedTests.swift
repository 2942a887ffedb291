import Foundation
import Glibc
import SystemPackage
import Testing
import TestSupport

/// Directories that are published uncompressed: each file is an object of its own.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct UncompressedTests {
    private static let asset = "artifacts/files"
    /// A file that is sent in parts.
    private static let large = 9 << 20

    /// Twenty files: names that are hard to write in a URL, an empty file, an executable one, one in parts.
    private static let files: [String: [UInt8]] = {
        let shards = (0..<13).map { ("shard-\($0).bin", TestProject.random(1000 * $0 + 1, seed: UInt64($0))) }
        var files = Dictionary(uniqueKeysWithValues: shards)
        files["weights.bin"] = TestProject.random(large, seed: 99)
        files["empty"] = []
        for name in ["a b/ü.txt", "a+b=c&d", "%41", "deep/er/x~*'()", "#?;:@$,!"] {
            files[name] = Array(name.utf8)
        }
        return files
    }()

    private func makeProject(_ place: Place) async throws -> PlacedProject {
        let placed = try await place.makeFiles([:])
        for (name, bytes) in Self.files { try write(bytes, to: name, of: placed) }
        try FileManager.default.createDirectory(
            atPath: path("nothing", of: placed).string,
            withIntermediateDirectories: true
        )
        return placed
    }

    private func path(_ name: String, of placed: PlacedProject) -> FilePath {
        FilePath("\(placed.project.directory)/\(Self.asset)/\(name)")
    }

    private func write(_ bytes: [UInt8], to name: String, of placed: PlacedProject) throws {
        try FileNode.file(bytes).write(to: path(name, of: placed))
    }

    /// The expected objects under an address, hashed by sha256sum.
    private func expected(_ address: String, _ placed: PlacedProject, without missing: String? = nil) throws
        -> [String: FoundObject]
    {
        let names = Self.files.keys.filter { $0 != missing }
        return try Dictionary(
            uniqueKeysWithValues: names.map { ("\(address)/\($0)", try FoundObject(file: path($0, of: placed))) }
        )
    }

    /// The objects that are no index.
    private func objects(_ placed: PlacedProject) async throws -> [String: FoundObject] {
        try await placed.contents().filter { !$0.key.hasSuffix(".index.json") }
    }

    private func published(_ place: Place) async throws -> (placed: PlacedProject, address: String) {
        let placed = try await makeProject(place)
        let published = try await placed.publish()
        #expect(published.status == 0, "\(published.standardError)")
        return (placed, try #require(published.report.sent?.first?.address))
    }

    @Test(arguments: Place.all)
    func everyFileIsAnObjectByteForByte(place: Place) async throws {
        let placed = try await makeProject(place)
        let published = try await placed.publish()
        #expect(published.status == 0, "\(published.standardError)")
        let item = try #require(published.report.sent?.first)
        #expect(item.uri.hasSuffix("/\(item.address)/"))
        #expect(try await objects(placed) == expected(item.address, placed))
        #expect(try await placed.contents().count == Self.files.count + 1)
        #expect(try await placed.openUploads() == [])
        let fingerprint = try await Program.run(["fingerprint", Self.asset], in: placed.project.directory)
        #expect(fingerprint.standardOutput.hasPrefix(item.address))
        let references = try #require(placed.project.references)
        #expect(references.contains("\"sha256\": \"\(item.address)\""))
        #expect(references.contains("\"size\": \(Self.files.values.reduce(0) { $0 + $1.count })"))
    }

    @Test(arguments: Place.all)
    func aSecondPublishSendsNothing(place: Place) async throws {
        let (placed, _) = try await published(place)
        let (contents, references) = (try await placed.contents(), placed.project.references)
        let second = try await placed.publish()
        #expect(second.found == [Self.asset], "\(second.standardError)")
        #expect(second.report.stats?["bytesSent"] == 0)
        #expect(second.report.stats?["bytesCopied"] == 0)
        // The index and a listing.
        #expect(try #require(second.report.stats?["requests"]) <= 2)
        #expect(placed.project.references == references)
        #expect(try await placed.contents() == contents)
    }

    @Test(arguments: Place.all, ["shard-7.bin", "weights.bin"])
    func ofTwentyFilesOnlyTheChangedOneIsSent(place: Place, changed: String) async throws {
        let (placed, first) = try await published(place)
        let before = try await placed.contents()
        try write(TestProject.random(Self.large + 5, seed: 3), to: changed, of: placed)
        let second = try await placed.publish()
        #expect(second.sent == [Self.asset], "\(second.standardError)")
        let address = try #require(second.report.sent?.first?.address)
        #expect(address != first)
        let stats = try #require(second.report.stats)
        #expect(stats["bytesSent"] == Self.large + 5)
        #expect(stats["filesCopied"] == Self.files.count - 1)
        let others = Self.files.filter { $0.key != changed }.values.reduce(0) { $0 + $1.count }
        #expect(stats["bytesCopied"] == others)
        let contents = try await placed.contents()
        #expect(contents.filter { before[$0.key] != nil } == before)
        #expect(contents.filter { $0.key.hasPrefix("\(address)/") } == (try expected(address, placed)))
        #expect(try await placed.openUploads() == [])
        let third = try await placed.publish()
        #expect(third.found == [Self.asset])
        // Copies of copies are copies all the same.
        try write([1], to: "empty", of: placed)
        let fourth = try await placed.publish()
        #expect(fourth.report.stats?["bytesSent"] == 1, "\(fourth.standardError)")
        #expect(fourth.report.stats?["filesCopied"] == Self.files.count - 1)
    }

    @Test(arguments: Place.all)
    func whatTheReferencesDoNotTellIsFoundInTheStore(place: Place) async throws {
        let (placed, _) = try await published(place)
        let large = TestProject.random(33 << 20)
        try write(large, to: "large.bin", of: placed)
        #expect(try await placed.publish().status == 0)
        try placed.removeReferences()
        try write([1], to: "empty", of: placed)
        let next = try await placed.publish()
        #expect(next.report.stats?["bytesSent"] == 1, "\(next.standardError)")
        #expect(next.report.stats?["filesCopied"] == Self.files.count)
        #expect(try await placed.publish().found == [Self.asset])
    }

    @Test(arguments: Place.all)
    func whatIsGoneFromThePreviousPublicationIsSent(place: Place) async throws {
        let (placed, first) = try await published(place)
        try await placed.remove("\(first)/shard-3.bin")
        try await placed.damage("\(first)/shard-4.bin", .truncate)
        try write([1], to: "empty", of: placed)
        let second = try await placed.publish()
        #expect(second.status == 0, "\(second.standardError)")
        #expect(second.report.stats?["filesCopied"] == Self.files.count - 3)
        #expect(second.report.stats?["bytesSent"] == 1 + 3001 + 4001)
        let address = try #require(second.report.sent?.first?.address)
        let contents = try await placed.contents()
        #expect(contents.filter { $0.key.hasPrefix("\(address)/") } == (try expected(address, placed)))
    }

    @Test(arguments: Place.all, ["shard-7.bin", "weights.bin", "a b/ü.txt"])
    func anObjectThatIsGoneIsSentAgain(place: Place, name: String) async throws {
        let (placed, address) = try await published(place)
        let contents = try await placed.contents()
        try await placed.remove("\(address)/\(name)")
        let second = try await placed.publish()
        #expect(second.status == 0, "\(second.standardError)")
        #expect(second.sent == [Self.asset])
        #expect(second.report.stats?["bytesSent"] == Self.files[name]?.count)
        #expect(try await objects(placed) == contents.filter { !$0.key.hasSuffix(".json") })
        #expect(try await placed.publish().found == [Self.asset])
    }

    private static let damages: [(name: String, damage: Damage)] = [
        ("shard-7.bin", .truncate), ("shard-7.bin", .flip), ("weights.bin", .truncate), ("weights.bin", .flip),
    ]

    @Test(arguments: Place.all, damages)
    func anObjectThatIsAnotherIsRefused(place: Place, damage: (name: String, damage: Damage)) async throws {
        let (placed, address) = try await published(place)
        try placed.removeReferences()
        try await placed.damage("\(address)/\(damage.name)", damage.damage)
        try await expectRefusal(of: "\(address)/\(damage.name)", placed)
        // Without an index nothing says that the object is whole.
        try await placed.remove("\(address).index.json")
        let again = try await placed.publish()
        #expect(again.status == 4, "\(again.standardError)")
        #expect(placed.project.references == nil)
    }

    /// SageMaker would load it with the asset's own files.
    @Test(arguments: Place.all)
    func anObjectBesideTheOthersIsRefused(place: Place) async throws {
        let (placed, address) = try await published(place)
        try placed.removeReferences()
        try await placed.write([1], to: "\(address)/more.bin")
        try await expectRefusal(of: "\(address)/more.bin", placed)
    }

    private func expectRefusal(of key: String, _ placed: PlacedProject) async throws {
        let before = try await placed.contents()
        for arguments in [[], ["--dry-run"]] {
            let published = try Published(try await placed.start(arguments).end())
            #expect(published.status == 4, "\(published.standardError)")
            #expect(published.errors.first?.message.contains(key) == true, "\(published.standardError)")
        }
        #expect(placed.project.references == nil)
        #expect(try await placed.contents() == before)
    }

    /// One address, one index, two forms: in either order, and at the same time.
    @Test(arguments: Place.all)
    func bothFormsOfAnAssetShareItsIndex(place: Place) async throws {
        let uncompressed = try await makeProject(place)
        let (directory, manifest) = (uncompressed.project.directory, "sageassets.yaml")
        let text = try String(contentsOfFile: directory.appending(manifest).string, encoding: .utf8)
        let bundled = """
              Bundled:
                containers:
                  - image: { fromEcrRepository: { repositoryName: repo, tag: latest } }
                    modelData: { fromAsset: artifacts/files }

            """
        let both = text.replacing("  Model:\n", with: "\(bundled)  Model:\n")
        try FileNode.file(Array(both.utf8)).write(to: directory.appending(manifest))
        let published = try await uncompressed.publish()
        #expect(published.status == 0, "\(published.standardError)")
        #expect(published.sent == [Self.asset, "\(Self.asset) (compression=none)"])
        let address = try #require(published.report.sent?.first?.address)
        let contents = try await uncompressed.contents()
        #expect(contents.count == Self.files.count + 2)
        #expect(contents["\(address).tar.gz"] != nil)
        // Where conditions are unknown, one of the two may have overwritten the other's section: it is added again.
        if place.server?.knowsReplacements == false { #expect(try await uncompressed.publish().status == 0) }
        let second = try await uncompressed.publish()
        #expect(second.found == [Self.asset, "\(Self.asset) (compression=none)"], "\(second.standardError)")
        #expect(second.report.stats?["bytesSent"] == 0)
        let index = String(decoding: try await uncompressed.read("\(address).index.json"), as: UTF8.self)
        for section in ["bundle", "frames", "objects", "entries"] { #expect(index.contains("\"\(section)\":")) }
    }

    @Test(arguments: Place.all)
    func eightPublishersAtATimeAllSucceed(place: Place) async throws {
        let placed = try await makeProject(place)
        let programs = try (0..<8).map { _ in try placed.start() }
        for program in programs {
            let published = try Published(try await program.end())
            #expect(published.status == 0, "\(published.standardError)")
        }
        let again = try await placed.publish()
        #expect(again.found == [Self.asset], "\(again.standardError)")
        let address = try #require(again.report.found?.first?.address)
        #expect(try await objects(placed) == expected(address, placed))
        #expect(try await placed.openUploads() == [])
    }

    /// Moments in a publish through a gate.
    private static let moments: [Gate.Moment] = [
        .beforeRequest("^POST .*uploads"), .afterBytes(5 << 20), .beforeRequest("^POST .*uploadId"),
        .beforeRequest("^PUT .*shard-12"), .beforeRequest("^PUT .*index.json"),
    ]

    @Test(arguments: S3Server.present("ministack", "juicefs"))
    func aKilledPublishIsMadeGoodByTheNext(server: S3Server) async throws {
        var placed = try await makeProject(Place(server: server))
        for moment in Self.moments {
            placed = try await placed.moved()
            let gate = try await Gate(before: server, closing: moment)
            let program = try placed.start(environment: ["AWS_ENDPOINT_URL_S3": gate.endpoint])
            #expect(try await gate.hasClosed(on: program))
            program.signal(SIGKILL)
            #expect(try await program.end().status == -SIGKILL)
            #expect(placed.project.references == nil)
            let again = try await placed.publish()
            #expect(again.status == 0, "\(moment): \(again.standardError)")
            let address = try #require(((again.report.sent ?? []) + (again.report.found ?? [])).first?.address)
            #expect(try await objects(placed) == expected(address, placed), "\(moment)")
            #expect(try await placed.publish().found == [Self.asset])
        }
    }

    @Test(arguments: [SIGINT, SIGTERM], S3Server.present)
    func anInterruptedPublishLeavesNoUpload(signal: CInt, server: S3Server) async throws {
        let placed = try await makeProject(Place(server: server))
        let gate = try await Gate(before: server, closing: .beforeRequest("^POST .*uploadId"))
        let program = try placed.start(environment: ["AWS_ENDPOINT_URL_S3": gate.endpoint])
        #expect(try await gate.hasClosed(on: program))
        program.signal(signal)
        #expect(try await program.end().status == 128 + signal)
        #expect(placed.project.references == nil)
        #expect(try await placed.openUploads() == [])
    }

    @Test func aDirectoryWithoutFilesIsRefused() async throws {
        let placed = try await Place.local.makeFiles(["empty": [:]])
        let published = try await placed.publish()
        #expect(published.status == 5)
        #expect(published.errors.first?.message.contains("no files") == true)
        #expect(published.standardError.contains(Self.asset))
        #expect(try await placed.contents() == [:])
    }

    @Test(arguments: Place.all.filter { $0.server != nil })
    func aKeyThatIsTooLongIsRefusedBeforeAnythingIsSent(place: Place) async throws {
        let long = (0..<5).map { _ in String(repeating: "d", count: 200) }.joined(separator: "/")
        let placed = try await place.makeFiles(["a": "a"])
        try write([1], to: long, of: placed)
        for arguments in [[], ["--dry-run"]] {
            let published = try Published(try await placed.start(arguments).end())
            #expect(published.status == 5)
            #expect(published.errors.first?.message.contains(long) == true)
        }
        #expect(try await placed.contents() == [:])
    }

    @Test func aFileIsPublishedAsItIs() async throws {
        let placed = try await Place.local.makeFiles(["model.bin": "weights"])
        let manifest = placed.project.directory.appending("sageassets.yaml")
        let text = try String(contentsOfFile: manifest.string, encoding: .utf8)
        try FileNode.file(Array(text.replacing("artifacts/files", with: "artifacts/files/model.bin").utf8))
            .write(to: manifest)
        let published = try await placed.publish()
        #expect(published.status == 0, "\(published.standardError)")
        let item = try #require(published.report.sent?.first)
        #expect(item.uri.hasSuffix("/\(item.address).bin"))
    }
}
