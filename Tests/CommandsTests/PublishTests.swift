import Foundation
import SystemPackage
import Testing
import TestSupport

/// Contents of each store after a publish by the built program.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct PublishTests {
    @Test(arguments: StoreUnderTest.all, [2 << 20, 20 << 20])
    func objectsEqualBundles(store: StoreUnderTest, weights: Int) async throws {
        let workspace = try await store.makeProject(weights: weights)
        let published = try await workspace.publish()
        #expect(published.status == 0, "\(published.standardError)")
        #expect(published.sent == TestProject.assets)
        #expect(published.found == [])
        let contents = try await workspace.store.contents()
        var expected: Set<String> = []
        for item in published.report.sent ?? [] {
            expected.formUnion(["\(item.address).tar.gz", "\(item.address).index.json"])
            #expect(
                contents["\(item.address).tar.gz"] == (try await localObject(of: item.asset, workspace.project)),
                "\(item.asset)"
            )
        }
        #expect(Set(contents.keys) == expected)
        // "tokenizer" and "copy" are one object.
        #expect(contents.count == 8)
        #expect(try await workspace.store.openUploads() == [])
    }

    /// The asset as one file, made by `sageassets bundle` and hashed by sha256sum.
    private func localObject(of asset: String, _ project: TestProject) async throws -> FoundObject {
        guard asset.hasPrefix("containers/") || !asset.hasSuffix(".tar.gz") else {
            return try FoundObject(file: project.directory.appending(asset))
        }
        let file = TemporaryDirectory.path.appending("bundle")
        let image = asset.hasPrefix("containers/") ? ["--image"] : []
        let output = try await Program.run(["bundle", asset, "-o", file.string] + image, in: project.directory)
        #expect(output.status == 0, "\(output.standardError)")
        return try FoundObject(file: file)
    }

    /// Above 32 MiB one file is so much of its tree that the digest of the tar is taken in the first read.
    @Test(arguments: [20 << 20, 40 << 20], [[], ["--jobs", "1"]])
    func indexOfLargeFileHasDigestsOfBundle(byteCount: Int, arguments: [String]) async throws {
        let workspace = try await StoreUnderTest.local.makeWeights(byteCount: byteCount)
        let published = try PublishOutput(try await workspace.start(["--no-cache"] + arguments).end())
        #expect(published.status == 0, "\(published.standardError)")
        let address = try #require(published.report.sent?.first?.address)
        let index = try JSONSerialization.jsonObject(
            with: Data(try await workspace.store.read("\(address).index.json"))
        )
        let bundle = (index as? [String: Any])?["bundle"] as? [String: Any]
        let script = "sha256sum < $0; gzip -dc $0 | sha256sum"
        let sums = try Tool.run("sh", ["-c", script, "\(address).tar.gz"], in: workspace.project.store)
        let expected = ["sha256", "tarSha256"].map { "\(bundle?[$0] as? String ?? "")  -\n" }.joined()
        #expect(sums.standardOutput == expected)
    }

    @Test(arguments: StoreUnderTest.all, [2 << 20, 20 << 20])
    func secondPublishSendsNothing(store: StoreUnderTest, weights: Int) async throws {
        let workspace = try await store.makeProject(weights: weights)
        #expect(try await workspace.publish().status == 0)
        let (contents, references) = (try await workspace.store.contents(), workspace.project.references)
        let second = try await workspace.publish()
        #expect(second.status == 0)
        #expect(second.found == TestProject.assets)
        #expect(second.sent == [])
        #expect(second.report.stats?["bytesSent"] == 0)
        #expect(try #require(second.report.stats?["requests"]) <= 2 * TestProject.assets.count)
        #expect(workspace.project.references == references)
        #expect(try await workspace.store.contents() == contents)
    }

    @Test(arguments: StoreUnderTest.all)
    func onlyChangedAssetIsSent(store: StoreUnderTest) async throws {
        let workspace = try await store.makeProject()
        #expect(try await workspace.publish().status == 0)
        try FileNode.file(Array("c\n".utf8)).write(
            to: workspace.project.directory.appending("artifacts/copy/vocabulary.txt")
        )
        let second = try await workspace.publish()
        #expect(second.sent == ["artifacts/copy"])
        #expect(second.found == TestProject.assets.filter { $0 != "artifacts/copy" })
    }

    @Test(arguments: StoreUnderTest.all)
    func dryRunWritesNothing(store: StoreUnderTest) async throws {
        let workspace = try await store.makeProject()
        let before = try FileManager.default.subpathsOfDirectory(atPath: workspace.project.directory.string).sorted()
        let planned = try await workspace.publish("--dry-run")
        #expect(planned.status == 0)
        #expect(planned.report.plan?.map(\.asset).sorted() == TestProject.assets)
        #expect(planned.report.plan?.allSatisfy { $0.status == "missing" } == true)
        #expect(try await workspace.store.contents() == [:])
        let after = try FileManager.default.subpathsOfDirectory(atPath: workspace.project.directory.string).sorted()
        #expect(after == before)
        #expect(try await workspace.publish().status == 0)
        let found = try await workspace.publish("--dry-run")
        #expect(found.report.plan?.allSatisfy { $0.status == "published" } == true)
    }

    @Test(arguments: StoreUnderTest.all)
    func eightConcurrentPublishersSucceed(store: StoreUnderTest) async throws {
        let workspace = try await store.makeProject(weights: 10 << 20)
        let programs = try (0..<8).map { _ in try workspace.start() }
        var references: Set<String> = []
        for program in programs {
            let published = try PublishOutput(try await program.end())
            #expect(published.status == 0, "\(published.standardError)")
            #expect((published.sent + published.found).sorted() == TestProject.assets)
            references.insert(try Self.references(in: published.standardOutput))
        }
        #expect(references.count == 1)
        #expect(try await workspace.store.contents().count == 8)
        let again = try await workspace.publish()
        #expect(again.found == TestProject.assets)
        #expect(references == [try Self.references(in: again.standardOutput)])
        #expect(try await workspace.store.openUploads() == [])
    }

    /// The references of a run as canonical JSON.
    private static func references(in output: String) throws -> String {
        let document = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
        let references = try #require(document?["references"])
        return String(
            decoding: try JSONSerialization.data(withJSONObject: references, options: .sortedKeys),
            as: UTF8.self
        )
    }

    @Test(arguments: StoreUnderTest.all)
    func fileKeepsItsExtension(store: StoreUnderTest) async throws {
        let workspace = try await store.makeWeights(byteCount: 100)
        let directory = workspace.project.directory
        let manifest = try String(contentsOfFile: directory.appending("sageassets.yaml").string, encoding: .utf8)
        let other = manifest.replacing("artifacts/weights", with: "artifacts/weights/model.bin")
        try FileNode.file(Array(other.utf8)).write(to: directory.appending("sageassets.yaml"))
        let published = try await workspace.publish()
        #expect(published.status == 0, "\(published.standardError)")
        let object = try FoundObject(file: directory.appending("artifacts/weights/model.bin"))
        let contents = try await workspace.store.contents()
        #expect(contents["\(object.sha256).bin"] == object)
        #expect(contents.count == 2)
    }

    @Test func imageIsReferencedByItsContext() async throws {
        let workspace = try await StoreUnderTest.local.makeProject()
        #expect(try await workspace.publish().status == 0)
        let text = try #require(workspace.project.references)
        let references = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let assets = references?["assets"] as? [String: [String: Any]]
        let scorer = assets?["containers/scorer"]
        #expect(scorer?["kind"] as? String == "image")
        let local = (scorer?["destinations"] as? [String: [String: Any]])?["local"]
        #expect(local?.keys.sorted() == ["address", "context"])
        let address = try #require(local?["address"] as? String)
        let context = local?["context"] as? [String: Any]
        let object = try FoundObject(file: workspace.project.store.appending("\(address).tar.gz"))
        #expect(context?["sha256"] as? String == object.sha256)
        #expect(context?["size"] as? Int == object.size)
    }
}
