import Basics
import Hashing
import Registry
import SystemPackage
import Testing
import TestSupport

/// skopeo as the reader of what was pushed, and as the writer of what is read.
@Suite(.temporaryDirectory, .enabled(if: TestRegistry.plain != nil, TestRegistry.absence), .hangLimit)
struct SkopeoTests {
    private func image() throws -> SampleImage {
        try SampleImage(texts: ["lower", "upper"])
    }

    @Test("skopeo reads an image from each registry, and writes it to another", arguments: TestRegistry.present)
    func readsPushed(registry: TestRegistry) async throws {
        let image = try image()
        let repository = try registry.repository()
        let digest = try await repository.push(image, "tag")
        let name = "docker://\(registry.host)/\(repository.name)"
        #expect(try Skopeo.manifest("\(name):tag", registry: registry) == image.manifest.bytes)
        #expect(try Skopeo.manifest("\(name)@\(digest)", registry: registry) == image.manifest.bytes)
        let copy = TestRegistry.newName()
        try Skopeo.copy("\(name):tag", to: "docker://\(registry.host)/\(copy):copied", registry: registry)
        #expect(try await registry.repository(copy).digest(ofTag: "copied") == digest)
    }

    @Test("skopeo finds an image of a layout by its tag, with the same configuration and layers")
    func readsLayout() async throws {
        let image = try image()
        let directory = TemporaryDirectory.path.appending("images")
        let layout = LayoutRepository(directory, name: "images")
        let digest = try await layout.push(image, "tag")
        let registry = try #require(TestRegistry.plain)
        let name = TestRegistry.newName()
        for format in ["v2s2", "oci"] {
            let target = "docker://\(registry.host)/\(name):\(format)"
            try Skopeo.copy("oci:\(directory):tag", to: target, ["--format", format], registry: registry)
            let read = try #require(
                try await registry.repository(name).manifest(.tag(format), platform: .amd64)
            )
            #expect(read.mediaType == (format == "oci" ? .ociManifest : .dockerManifest))
            #expect(read.blobs.map(\.digest) == image.manifest.blobs.map(\.digest))
        }
        #expect(digest == image.manifest.digest)
        #expect(try await layout.manifest(.digest(digest), platform: .amd64) == image.manifest)
    }

    @Test("an archive of a layout is one of docker, by whose list skopeo finds each image")
    func readsArchive() async throws {
        let registry = try #require(TestRegistry.plain)
        let directory = TemporaryDirectory.path.appending("images")
        let layout = LayoutRepository(directory, name: "images")
        let images = [try image(), try SampleImage(texts: ["other"])]
        for (number, image) in images.enumerated() { try await layout.push(image, "tag-\(number)") }
        let archive = TemporaryDirectory.path.appending("images.tar")
        let tar = try Tool.run("tar", ["-C", directory.string, "-cf", archive.string, "."])
        #expect(tar.status == 0)
        for (number, image) in images.enumerated() {
            let repository = try registry.repository()
            let target = "docker://\(registry.host)/\(repository.name):copied"
            try Skopeo.copy("docker-archive:\(archive):sageassets:tag-\(number)", to: target, registry: registry)
            let read = try #require(try await repository.manifest(.tag("copied"), platform: .amd64))
            #expect(read.configuration.digest == image.manifest.configuration.digest)
            #expect(read.layers.count == image.manifest.layers.count)
        }
    }

    @Test("an OCI layout of skopeo's is read, converted and pushed")
    func pushesLayout() async throws {
        let registry = try #require(TestRegistry.plain)
        let image = try image()
        let repository = try registry.repository()
        try await repository.push(image, "tag")
        let directory = TemporaryDirectory.path.appending("oci")
        try Skopeo.copy(
            "docker://\(registry.host)/\(repository.name):tag",
            to: "oci:\(directory):tag",
            registry: registry
        )
        let layout = LayoutRepository(directory, name: "oci")
        #expect(try await layout.tagged("tag")?.mediaType == .ociManifest)
        let read = try #require(try await layout.image(.tag("tag"), platform: .amd64))
        #expect(read.manifest.mediaType == .dockerManifest)
        let other = try registry.repository()
        let digest = try await other.push(read, "tag")
        #expect(try await other.manifest(.digest(digest), platform: .amd64)?.layers == image.manifest.layers)
    }

    @Test("a tag that names an image of OCI's format is no image for SageMaker, whoever was first")
    func unsuitableImage() async throws {
        let registry = try #require(TestRegistry.plain)
        let image = try image()
        let (repository, other) = (try registry.repository(), try registry.repository())
        try await repository.push(image, "tag")
        try Skopeo.copy(
            "docker://\(registry.host)/\(repository.name):tag",
            to: "docker://\(registry.host)/\(other.name):tag",
            ["--format", "oci"],
            registry: registry
        )
        let found = try await other.digest(ofTag: "tag")
        for known in [nil, found] {
            let error = await #expect(throws: RegistryError.self) {
                try await other.imageDigest(ofTag: "tag", known: known)
            }
            #expect(error?.errorCode == "unsuitable-image")
        }
        for pushed in [image, try SampleImage(texts: ["another"])] {
            let error = await #expect(throws: RegistryError.self) { try await other.push(pushed, "tag") }
            #expect(error?.errorCode == "unsuitable-image")
            #expect(error?.exitStatus == .corrupt)
        }
    }

    @Test("an index that skopeo has pushed is resolved by platform")
    func resolvesIndex() async throws {
        let registry = try #require(TestRegistry.plain)
        let directory = TemporaryDirectory.path.appending("oci")
        let layout = LayoutRepository(directory, name: "oci")
        let images = try ["amd64", "arm64"].map {
            try SampleImage(texts: [$0], platform: ImagePlatform(os: "linux", architecture: $0))
        }
        for (number, image) in images.enumerated() { try await layout.push(image, "\(number)") }
        let members: [JSON] = zip(images, ["amd64", "arm64"]).map { image, architecture in
            [
                "mediaType": .string(image.manifest.mediaType.description),
                "size": .integer(image.manifest.bytes.count),
                "digest": .string(image.manifest.digest.description),
                "platform": ["os": "linux", "architecture": .string(architecture)],
            ]
        }
        let list: JSON = [
            "schemaVersion": 2, "mediaType": .string(MediaType.dockerManifestList.description),
            "manifests": .array(members),
        ]
        // skopeo takes a list with its images from a directory of its own form.
        let source = TemporaryDirectory.path.appending("dir")
        _ = try Tool.run("cp", ["-r", directory.appending("blobs").appending("sha256").string, source.string])
        try TemporaryFile.write("Directory Transport Version: 1.1\n", to: source.appending("version"))
        try TemporaryFile.write(list.indented, to: source.appending("manifest.json"))
        for image in images {
            let digits = image.manifest.digest.sha256.description
            try TemporaryFile.write(
                String(decoding: image.manifest.bytes, as: UTF8.self),
                to: source.appending("\(digits).manifest.json")
            )
        }
        let repository = try registry.repository()
        let target = "docker://\(registry.host)/\(repository.name):list"
        try Skopeo.copy("dir:\(source)", to: target, ["--all"], registry: registry)
        #expect(try await repository.tagged("list")?.mediaType == .dockerManifestList)
        for (image, platform) in zip(images, ["linux/amd64", "linux/arm64"]) {
            let platform = try #require(ImagePlatform(platform))
            #expect(try await repository.manifest(.tag("list"), platform: platform) == image.manifest)
        }
        let other = try #require(ImagePlatform("linux/s390x"))
        let error = await #expect(throws: ImageManifestError.self) {
            try await repository.manifest(.tag("list"), platform: other)
        }
        #expect(error?.message.contains("only for linux/amd64, linux/arm64") == true)
    }
}
