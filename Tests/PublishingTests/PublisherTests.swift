import Publishing
import SystemPackage
import Testing
import TestSupport

/// The entry for programs: one import, no executor.
@Suite(.temporaryDirectory, .hangLimit) struct PublisherTests {
    /// The code of the page Library; its output is discarded.
    private func documented() async throws {
        func print(_: Any...) {}
        // begin
        let publisher = try Publisher(directory: "project", destinations: [.local])
        let report = try await publisher.publish([AssetSource(path: "artifacts/scorer", options: .modelData())])
        for item in report.items { print(item.asset.address, item.object.uri) }
        // end
        // begin
        let source = AssetSource(path: "artifacts/scorer", options: .modelData())
        let staged = try await publisher.stage([AssetDeclaration(source)])
        let plan = try PublishPlan(json: try await publisher.plan(staged).text)
        for item in plan.items where item.status.isToPublish { print(item.key, item.byteCount, item.destination) }
        let published = try await publisher.publish(plan, staged)
        // end
        // begin
        let file = ReferencesFile(path: "project/sageassets.references.json")
        let recorded = try file.record(report)
        for failure in recorded.failures { print(failure.error.message) }
        // end
        print(published)
    }

    private func project(_ files: [String: [UInt8]]) throws -> FilePath {
        let directory = TemporaryDirectory.path.appending("project")
        for (name, bytes) in files { try FileNode.file(bytes).write(to: directory.appending(name)) }
        return directory
    }

    @Test func aDirectoryIsPublishedOnceAndFoundThen() async throws {
        let directory = try project(["artifacts/a/config.json": Array("{}".utf8), "artifacts/a/weights": [1, 2, 3]])
        let sources = [AssetSource(path: "artifacts/a", options: .modelData())]
        let first = try await Publisher(directory: directory.string).publish(sources + sources)
        #expect(first.failures.isEmpty)
        let item = try #require(first.items.first)
        #expect(first.items.count == 1 && !item.wasFound)
        #expect(item.destination == "local")
        let store = directory.appending(".sageassets/store")
        #expect(item.object.uri == "file://\(store)/\(item.asset.address).tar.gz")
        let second = try await Publisher(directory: directory.string).publish(sources)
        #expect(second.items.map(\.wasFound) == [true])
        #expect(second.items.map(\.asset) == [item.asset])
    }

    /// Also where the image is built elsewhere: what is in the context is in the bucket, too.
    @Test func contextsAreLintedOnceForAllDestinations() async throws {
        let directory = try project(["image/Dockerfile": Array("FROM scratch\n".utf8), "image/.env": [1]])
        let targets = ["x", "y"].map { name in
            Publisher.Target(name: name, store: LocalStore(TemporaryDirectory.path.appending(name)))
        }
        let options = Publisher.Options(images: ImageOptions(mode: .context))
        let publisher = Publisher(directory: directory.string, targets: targets, options: options)
        for codes in [["secret-in-context"], []] {
            let report = try await publisher.publish([AssetSource(path: "image", options: .image())])
            #expect(report.failures.isEmpty)
            #expect(report.warnings.map(\.diagnostic.code.rawValue) == codes)
        }
    }

    @Test func assetsGoToStoresOfTheCallersOwn() async throws {
        let directory = try project(["a.bin": [1], "b.bin": [2]])
        let targets = ["x", "y"].map { name in
            Publisher.Target(name: name, store: LocalStore(TemporaryDirectory.path.appending(name)))
        }
        let sources = ["a.bin", "b.bin"].map { AssetSource(path: $0, options: .modelData()) }
        let report = try await Publisher(directory: directory.string, targets: targets).publish(sources)
        #expect(report.items.map(\.destination).sorted() == ["x", "x", "y", "y"])
        for (target, source) in targets.flatMap({ target in sources.map { (target, $0) } }) {
            let address = try #require(report.items.first { $0.asset.key.description == source.path }?.asset.address)
            #expect(try await target.store.read("\(address).bin", limit: 1) != nil)
        }
    }

    @Test func oneAssetsFailureDoesNotStopTheOthers() async throws {
        let directory = try project(["a.bin": [1]])
        let sources = ["a.bin", "gone"].map { AssetSource(path: $0, options: .modelData()) }
        let report = try await Publisher(directory: directory.string).publish(sources)
        #expect(report.items.map(\.asset.key.description) == ["a.bin"])
        #expect(report.failures.map(\.key?.description) == ["gone"])
    }
}
