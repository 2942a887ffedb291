import Assets
import Basics
import Hashing
import Images
import Registry
import Staging
import SystemPackage
import Testing
import TestSupport

@Suite("Images of other destinations", .temporaryDirectory, .hangLimit)
struct ImageWorkTests {
    /// The work for an asset whose image is in an image layout.
    private struct Copy {
        let repository = LayoutRepository(TemporaryDirectory.path.appending("images"), name: "images")
        let asset: StagedAsset

        init() async throws {
            let path = TemporaryDirectory.path.appending("context")
            try (["Dockerfile": "FROM scratch\n"] as FileNode).write(to: path)
            asset = try await AssetSource.Options.image().walk(at: path).stage(StagingOptions(width: 1))
        }

        /// Reads the image.
        func image() async throws -> any ImageContent {
            let target = ImageTarget { [repository] in repository }
            let work = ImageWork(
                name: "containers/sample",
                asset: asset,
                build: ImageBuild(),
                source: .copy(from: target),
                directory: TemporaryDirectory.path,
                builders: BuilderChoice(environment: [:], width: 1),
                environment: [:],
                width: 1
            )
            let workspace = try FileNode.directory([:]).write(to: TemporaryDirectory.path.appending("workspace"))
            return try await work.image(for: [target], in: workspace) { builder in
                Issue.record("\(builder) builds")
            } log: { _ in
            }
        }

        func push(_ image: SampleImage) async throws {
            _ = try await repository.push(image, tag: asset.address.description, mountingFrom: nil) { _ in }
        }
    }

    @Test("An image for another platform is refused before it is copied")
    func otherPlatform() async throws {
        let copy = try await Copy()
        let arm = ImagePlatform(os: "linux", architecture: "arm64")
        try await copy.push(SampleImage(layers: [Array("layer".utf8)], platform: arm))
        await #expect(throws: ImageError.wrongPlatform(expected: .amd64, found: arm)) { try await copy.image() }
    }

    @Test("An image that was removed meanwhile is an error of its own, which says how it comes back")
    func removed() async throws {
        let copy = try await Copy()
        let error = await #expect(throws: ImageError.self) { try await copy.image() }
        #expect(error == .imageRemoved(tag: copy.asset.address.description))
        #expect(error?.errorCode == "image-removed")
        #expect(error?.message.contains("removed from the repository") == true)
        #expect(error?.hint?.contains("publish again") == true)
    }

    @Test("An image for the platform that was asked for is returned")
    func found() async throws {
        let copy = try await Copy()
        let image = SampleImage(layers: [Array("layer".utf8)])
        try await copy.push(image)
        #expect(try await copy.image().manifest.digest == image.manifest.digest)
    }

    @Test("A repository is opened once, and again after everyone who waited for it was cancelled")
    func repositoryIsOpenedOnce() async throws {
        let count = Locked(0)
        let target = ImageTarget { () -> any ImageRepository in
            count.update { $0 += 1 }
            if count.value == 1 { try await Task.sleep(for: .seconds(600)) }
            return LayoutRepository(TemporaryDirectory.path.appending("images"), name: "images")
        }
        let waiting = Task { try await target.repository() }
        while count.value == 0 { try await Task.sleep(for: .milliseconds(1)) }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        _ = try await target.repository()
        _ = try await target.repository()
        #expect(count.value == 2)
    }
}
