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

    private func makeProject(_ store: StoreUnderTest) async throws -> Workspace {
        let workspace = try await store.makeFiles([:])
        for (name, bytes) in Self.files { try workspace.write(bytes, to: name, in: Self.asset) }
        try FileManager.default.createDirectory(
            atPath: workspace.path(of: "nothing", in: Self.asset).string,
            withIntermediateDirectories: true
        )
        return workspace
    }

    /// The expected objects under an address, hashed by sha256sum.
    private func expected(_ address: String, _ workspace: Workspace, without missing: String? = nil) throws
        -> [String: FoundObject]
    {
        let names = Self.files.keys.filter { $0 != missing }
        return try Dictionary(
            uniqueKeysWithValues: names.map { name in
                ("\(address)/\(name)", try FoundObject(file: workspace.path(of: name, in: Self.asset)))
            }
        )
    }

    /// The objects without the indexes.
    private func objects(_ workspace: Workspace) async throws -> [String: FoundObject] {
        try await workspace.store.contents().filter { !$0.key.hasSuffix(".index.json") }
    }

    private func published(_ store: StoreUnderTest) async throws -> (workspace: Workspace, address: String) {
        let workspace = try await makeProject(store)
        let published = try await workspace.publish()
        #expect(published.status == 0, "\(published.standardError)")
        return (workspace, try #require(published.report.sent?.first?.address))
    }

    @Test(arguments: StoreUnderTest.all)
    func everyFileIsAnObject(store: StoreUnderTest) async throws {
        let workspace = try await makeProject(store)
        let published = try await workspace.publish()
        #expect(published.status == 0, "\(published.standardError)")
        let item = try #require(published.report.sent?.first)
        #expect(item.uri.hasSuffix("/\(item.address)/"))
        #expect(try await objects(workspace) == expected(item.address, workspace))
        #expect(try await workspace.store.contents().count == Self.files.count + 1)
        #expect(try await workspace.store.openUploads() == [])
        let fingerprint = try await Program.run(["fingerprint", Self.asset], in: workspace.project.directory)
        #expect(fingerprint.standardOutput.hasPrefix(item.address))
        let references = try #require(workspace.project.references)
        #expect(references.contains("\"sha256\": \"\(item.address)\""))
        #expect(references.contains("\"size\": \(Self.files.values.reduce(0) { $0 + $1.count })"))
    }

    @Test(arguments: StoreUnderTest.all)
    func secondPublishSendsNothing(store: StoreUnderTest) async throws {
        let (workspace, _) = try await published(store)
        let (contents, references) = (try await workspace.store.contents(), workspace.project.references)
        let second = try await workspace.publish()
        #expect(second.found == [Self.asset], "\(second.standardError)")
        #expect(second.report.stats?["bytesSent"] == 0)
        #expect(second.report.stats?["bytesCopied"] == 0)
        // The index and a listing.
        #expect(try #require(second.report.stats?["requests"]) <= 2)
        #expect(workspace.project.references == references)
        #expect(try await workspace.store.contents() == contents)
    }

    @Test(arguments: StoreUnderTest.all, ["shard-7.bin", "weights.bin"])
    func onlyChangedFileIsSent(store: StoreUnderTest, changed: String) async throws {
        let (workspace, first) = try await published(store)
        let before = try await workspace.store.contents()
        try workspace.write(TestProject.random(Self.large + 5, seed: 3), to: changed, in: Self.asset)
        let second = try await workspace.publish()
        #expect(second.sent == [Self.asset], "\(second.standardError)")
        let address = try #require(second.report.sent?.first?.address)
        #expect(address != first)
        let stats = try #require(second.report.stats)
        #expect(stats["bytesSent"] == Self.large + 5)
        #expect(stats["filesCopied"] == Self.files.count - 1)
        let others = Self.files.filter { $0.key != changed }.values.reduce(0) { $0 + $1.count }
        #expect(stats["bytesCopied"] == others)
        let contents = try await workspace.store.contents()
        #expect(contents.filter { before[$0.key] != nil } == before)
        #expect(contents.filter { $0.key.hasPrefix("\(address)/") } == (try expected(address, workspace)))
        #expect(try await workspace.store.openUploads() == [])
        let third = try await workspace.publish()
        #expect(third.found == [Self.asset])
        // Copies can be copied again.
        try workspace.write([1], to: "empty", in: Self.asset)
        let fourth = try await workspace.publish()
        #expect(fourth.report.stats?["bytesSent"] == 1, "\(fourth.standardError)")
        #expect(fourth.report.stats?["filesCopied"] == Self.files.count - 1)
    }

    @Test(arguments: StoreUnderTest.all)
    func copySourcesAreFoundWithoutReferences(store: StoreUnderTest) async throws {
        let (workspace, _) = try await published(store)
        let large = TestProject.random(33 << 20)
        try workspace.write(large, to: "large.bin", in: Self.asset)
        #expect(try await workspace.publish().status == 0)
        try workspace.removeReferences()
        try workspace.write([1], to: "empty", in: Self.asset)
        let next = try await workspace.publish()
        #expect(next.report.stats?["bytesSent"] == 1, "\(next.standardError)")
        #expect(next.report.stats?["filesCopied"] == Self.files.count)
        #expect(try await workspace.publish().found == [Self.asset])
    }

    @Test(arguments: StoreUnderTest.all)
    func missingOrDamagedCopySourcesAreSent(store: StoreUnderTest) async throws {
        let (workspace, first) = try await published(store)
        try await workspace.store.remove("\(first)/shard-3.bin")
        try await workspace.store.damage("\(first)/shard-4.bin", .truncate)
        try workspace.write([1], to: "empty", in: Self.asset)
        let second = try await workspace.publish()
        #expect(second.status == 0, "\(second.standardError)")
        #expect(second.report.stats?["filesCopied"] == Self.files.count - 3)
        #expect(second.report.stats?["bytesSent"] == 1 + 3001 + 4001)
        let address = try #require(second.report.sent?.first?.address)
        let contents = try await workspace.store.contents()
        #expect(contents.filter { $0.key.hasPrefix("\(address)/") } == (try expected(address, workspace)))
    }

    @Test(arguments: StoreUnderTest.all, ["shard-7.bin", "weights.bin", "a b/ü.txt"])
    func missingObjectIsSentAgain(store: StoreUnderTest, name: String) async throws {
        let (workspace, address) = try await published(store)
        let contents = try await workspace.store.contents()
        try await workspace.store.remove("\(address)/\(name)")
        let second = try await workspace.publish()
        #expect(second.status == 0, "\(second.standardError)")
        #expect(second.sent == [Self.asset])
        #expect(second.report.stats?["bytesSent"] == Self.files[name]?.count)
        #expect(try await objects(workspace) == contents.filter { !$0.key.hasSuffix(".json") })
        #expect(try await workspace.publish().found == [Self.asset])
    }

    private static let damages: [(name: String, damage: Damage)] = [
        ("shard-7.bin", .truncate), ("shard-7.bin", .flip), ("weights.bin", .truncate), ("weights.bin", .flip),
    ]

    @Test(arguments: StoreUnderTest.all, damages)
    func damagedObjectIsAConflict(store: StoreUnderTest, damage: (name: String, damage: Damage)) async throws {
        let (workspace, address) = try await published(store)
        try workspace.removeReferences()
        try await workspace.store.damage("\(address)/\(damage.name)", damage.damage)
        try await expectConflict(of: "\(address)/\(damage.name)", workspace)
        // Without an index nothing verifies the object.
        try await workspace.store.remove("\(address).index.json")
        let again = try await workspace.publish()
        #expect(again.status == 4, "\(again.standardError)")
        #expect(workspace.project.references == nil)
    }

    /// SageMaker would load it with the asset's own files.
    @Test(arguments: StoreUnderTest.all)
    func extraObjectIsAConflict(store: StoreUnderTest) async throws {
        let (workspace, address) = try await published(store)
        try workspace.removeReferences()
        try await workspace.store.write([1], to: "\(address)/more.bin")
        try await expectConflict(of: "\(address)/more.bin", workspace)
    }

    private func expectConflict(of key: String, _ workspace: Workspace) async throws {
        let before = try await workspace.store.contents()
        for arguments in [[], ["--dry-run"]] {
            let published = try PublishOutput(try await workspace.start(arguments).end())
            #expect(published.status == 4, "\(published.standardError)")
            #expect(published.errors.first?.message.contains(key) == true, "\(published.standardError)")
        }
        #expect(workspace.project.references == nil)
        #expect(try await workspace.store.contents() == before)
    }

    /// One address and one index for both formats, which are published in either order or at the same time.
    @Test(arguments: StoreUnderTest.all)
    func bothFormatsOfAnAssetShareItsIndex(store: StoreUnderTest) async throws {
        let uncompressed = try await makeProject(store)
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
        let contents = try await uncompressed.store.contents()
        #expect(contents.count == Self.files.count + 2)
        #expect(contents["\(address).tar.gz"] != nil)
        // Without conditional writes, one publication may have overwritten the other's section: it is added again.
        if !store.capabilities.hasConditionalReplacement { #expect(try await uncompressed.publish().status == 0) }
        let second = try await uncompressed.publish()
        #expect(second.found == [Self.asset, "\(Self.asset) (compression=none)"], "\(second.standardError)")
        #expect(second.report.stats?["bytesSent"] == 0)
        let index = String(decoding: try await uncompressed.store.read("\(address).index.json"), as: UTF8.self)
        for section in ["bundle", "frames", "objects", "entries"] { #expect(index.contains("\"\(section)\":")) }
    }

    @Test(arguments: StoreUnderTest.all)
    func eightConcurrentPublishersSucceed(store: StoreUnderTest) async throws {
        let workspace = try await makeProject(store)
        let programs = try (0..<8).map { _ in try workspace.start() }
        for program in programs {
            let published = try PublishOutput(try await program.end())
            #expect(published.status == 0, "\(published.standardError)")
        }
        let again = try await workspace.publish()
        #expect(again.found == [Self.asset], "\(again.standardError)")
        let address = try #require(again.report.found?.first?.address)
        #expect(try await objects(workspace) == expected(address, workspace))
        #expect(try await workspace.store.openUploads() == [])
    }

    /// Moments in a publish through a gate.
    private static let moments: [Gate.Moment] = [
        .beforeRequest("^POST .*uploads"), .afterBytes(5 << 20), .beforeRequest("^POST .*uploadId"),
        .beforeRequest("^PUT .*shard-12"), .beforeRequest("^PUT .*index.json"),
    ]

    @Test(arguments: S3Server.present("ministack", "juicefs"))
    func publishAfterKillCompletes(server: S3Server) async throws {
        var workspace = try await makeProject(StoreUnderTest(server: server))
        for moment in Self.moments {
            workspace = try await workspace.withEmptyStore()
            let gate = try await Gate(before: server, closing: moment)
            let program = try workspace.start(environment: ["AWS_ENDPOINT_URL_S3": gate.endpoint])
            #expect(try await gate.hasClosed(on: program))
            program.signal(SIGKILL)
            #expect(try await program.end().status == -SIGKILL)
            #expect(workspace.project.references == nil)
            let again = try await workspace.publish()
            #expect(again.status == 0, "\(moment): \(again.standardError)")
            let address = try #require(((again.report.sent ?? []) + (again.report.found ?? [])).first?.address)
            #expect(try await objects(workspace) == expected(address, workspace), "\(moment)")
            #expect(try await workspace.publish().found == [Self.asset])
        }
    }

    @Test(arguments: [SIGINT, SIGTERM], S3Server.present)
    func nextPublishCompletesInterruptedOne(signal: CInt, server: S3Server) async throws {
        let workspace = try await makeProject(StoreUnderTest(server: server))
        let gate = try await Gate(before: server, closing: .beforeRequest("^POST .*uploadId"))
        let program = try workspace.start(environment: ["AWS_ENDPOINT_URL_S3": gate.endpoint])
        #expect(try await gate.hasClosed(on: program))
        program.signal(signal)
        #expect(try await program.end().status == 128 + signal)
        #expect(workspace.project.references == nil)
        #expect(try await workspace.publish().status == 0)
        #expect(try await workspace.store.openUploads() == [])
    }

    @Test func directoryWithoutFilesIsRejected() async throws {
        let workspace = try await StoreUnderTest.local.makeFiles(["empty": [:]])
        let published = try await workspace.publish()
        #expect(published.status == 5)
        #expect(published.errors.first?.message.contains("no files") == true)
        #expect(published.standardError.contains(Self.asset))
        #expect(try await workspace.store.contents() == [:])
    }

    @Test(arguments: StoreUnderTest.onServers)
    func tooLongKeyIsRejectedBeforeUpload(store: StoreUnderTest) async throws {
        let long = (0..<5).map { _ in String(repeating: "d", count: 200) }.joined(separator: "/")
        let workspace = try await store.makeFiles(["a": "a"])
        try workspace.write([1], to: long, in: Self.asset)
        for arguments in [[], ["--dry-run"]] {
            let published = try PublishOutput(try await workspace.start(arguments).end())
            #expect(published.status == 5)
            #expect(published.errors.first?.message.contains(long) == true)
        }
        #expect(try await workspace.store.contents() == [:])
    }

    @Test func fileIsPublishedUnchanged() async throws {
        let workspace = try await StoreUnderTest.local.makeFiles(["model.bin": "weights"])
        let manifest = workspace.project.directory.appending("sageassets.yaml")
        let text = try String(contentsOfFile: manifest.string, encoding: .utf8)
        try FileNode.file(Array(text.replacing("artifacts/files", with: "artifacts/files/model.bin").utf8))
            .write(to: manifest)
        let published = try await workspace.publish()
        #expect(published.status == 0, "\(published.standardError)")
        let item = try #require(published.report.sent?.first)
        #expect(item.uri.hasSuffix("/\(item.address).bin"))
    }
}
