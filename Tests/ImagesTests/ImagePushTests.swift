import Assets
import Basics
import Hashing
import Images
import Registry
import Staging
import Synchronization
import SystemPackage
import Testing
import TestSupport

@Suite("Pushes of an image to several repositories", .temporaryDirectory, .hangLimit)
struct ImagePushTests {
    /// The pushes so far: each repository with the one that blobs are mounted from.
    private final class Log: Sendable {
        private let list = Mutex<[String: String]>([:])

        var sources: [String: String] { list.withLock { $0 } }

        func add(_ name: String, from source: String) { list.withLock { $0[name] = source } }
    }

    /// A repository that takes every image, unless it is one that takes none.
    private struct Repository: ImageRepository {
        let name: String
        let registryName: String?
        let log: Log
        var fails = false

        func push(
            _ image: any ImageContent,
            tag: String,
            mountingFrom source: (any ImageRepository)?,
            observer: @escaping PushObserver
        ) async throws -> ImageDigest {
            log.add(name, from: (source as? Repository)?.name ?? "")
            if fails { throw RegistryError.invalidName(name, kind: "a repository that works") }
            return image.manifest.digest
        }

        func uri(of digest: ImageDigest) -> String { "\(name)@\(digest)" }
        func tagged(_ tag: String) async throws -> TaggedManifest? { nil }
        func manifest(_: ManifestReference, platform: ImagePlatform) async throws -> ImageManifest? { nil }
        func hasBlob(_: BlobDescriptor) async throws -> Bool { false }
        func readBlob(_: BlobDescriptor, range: Range<Int64>) async throws -> [UInt8] { [] }
    }

    private func work(_ source: ImageWork.Source) async throws -> ImageWork {
        let path = TemporaryDirectory.path.appending("context")
        try (["Dockerfile": "FROM scratch\n"] as FileNode).write(to: path)
        return ImageWork(
            name: "containers/sample",
            asset: try await AssetSource.Options.image().walk(at: path).stage(StagingOptions(width: 1)),
            build: ImageBuild(),
            source: source,
            directory: TemporaryDirectory.path,
            builders: BuilderChoice(environment: [:], width: 1),
            environment: [:],
            width: 1
        )
    }

    @Test("Each repository of a registry mounts from one that has the image, whoever fails", arguments: [false, true])
    func mountsFromTheOneBefore(isCopy: Bool) async throws {
        let log = Log()
        let origin = Repository(name: "origin", registryName: "a", log: log)
        let repositories = [
            Repository(name: "a1", registryName: "a", log: log), Repository(name: "b1", registryName: "b", log: log),
            Repository(name: "a2", registryName: "a", log: log),
            Repository(name: "a3", registryName: "a", log: log, fails: true),
            Repository(name: "a4", registryName: "a", log: log), Repository(name: "d", registryName: nil, log: log),
        ]
        let image = SampleImage(layers: [[1]])
        let source: ImageWork.Source = isCopy ? .copy(from: ImageTarget { origin }) : .build(nil)
        let results = try await work(source).push(image, to: repositories) { _, push in try await push { _ in } }
        let first = isCopy ? "origin" : ""
        #expect(log.sources == ["a1": first, "b1": first, "d": first, "a2": "a1", "a3": "a2", "a4": "a2"])
        #expect(results.map { try? $0.get() } == repositories.map { $0.fails ? nil : image.manifest.digest })
    }
}
