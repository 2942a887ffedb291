import Assets
import Foundation
import Hashing
import Manifests
import Registry
import SystemPackage
import Testing
import TestSupport

/// The script of `image-build` with a real builder, a real bucket and a real registry.
@Suite(
    .temporaryDirectory,
    .enabled(if: Program.path != nil, Program.absence),
    .enabled(if: !S3Server.present.isEmpty, S3Server.absence),
    .enabled(if: TestRegistry.plain != nil, TestRegistry.absence),
    .hangLimit
)
struct ImageBuildServerTests {
    private var project: FilePath { TemporaryDirectory.path.appending("project") }

    /// Publishes a context as the program does, and returns its address.
    private func publish(to server: S3Server, _ registry: TestRegistry, repository: String) async throws -> String {
        let prefix = try await server.makePrefix()
        let manifest = """
            version: 1
            destinations:
              test: { bucket: \(S3Server.bucket), prefix: \(prefix), region: us-east-1, endpoint: \(server.endpoint),
                      repository: \(repository), registry: '\(registry.host)' }
            models:
              M:
                containers: [{ image: { fromAsset: { directory: image, buildArgs: { GREETING: "it's $(1)" } } } }]
                vpc: { subnets: [subnet-1], securityGroupIds: [sg-1] }
            """
        let dockerfile = """
            FROM scratch
            ARG GREETING
            LABEL greeting="${GREETING}"
            COPY . /app/
            ENTRYPOINT ["/app/serve"]

            """
        try FileNode.directory([
            "sageassets.yaml": .file(Array(manifest.utf8)),
            "image": [
                "Dockerfile": .file(Array(dockerfile.utf8)),
                "serve": .file(Array("#!/bin/sh\n".utf8), permissions: 0o755),
                // Our rules leave 'kept' in, and buildah's own would take it out.
                ".dockerignore": "src/*\n!src/kept\n", "src": ["kept": "kept", "left": "left"],
            ],
        ])
        .write(to: project)
        let printed = try await Program.run(["fingerprint"], in: project).standardOutput
        let address = try #require(SHA256Digest(String(printed.prefix(64))), "\(printed)")
        let bundled = try await Program.run(["bundle", "--image", "image", "-o", "context.tar.gz"], in: project)
        let words = bundled.standardOutput.split(whereSeparator: \.isWhitespace).map(String.init)
        let context = try Data(contentsOf: URL(fileURLWithPath: project.appending("context.tar.gz").string))
        try await server.write(Array(context), to: "\(prefix)\(address).tar.gz")
        let object = ObjectReference(
            checksum: .fullObject(try #require(SHA256Digest(words[2]))),
            size: context.count,
            uri: "s3://\(S3Server.bucket)/\(prefix)\(address).tar.gz"
        )
        var references = References()
        let reference = PublishedReference(address: address, content: .image(context: object))
        references.update(reference, of: AssetKey("image"), at: "test")
        try FileNode.file(Array(references.text.utf8)).write(to: project.appending("sageassets.references.json"))
        return address.description
    }

    /// The settings of containers' tools: a storage of the test's own, and plain HTTP to the registry.
    private func toolEnvironment(_ registry: TestRegistry) throws -> [String: String] {
        let directory = TemporaryDirectory.path
        let storage = """
            [storage]
            driver = "vfs"
            graphroot = "\(directory)/graph"
            runroot = "\(directory)/run"
            """
        let registries = "[[registry]]\nlocation = \"\(registry.host)\"\ninsecure = true\n"
        try FileNode.file(Array(storage.utf8)).write(to: directory.appending("storage.conf"))
        try FileNode.file(Array(registries.utf8)).write(to: directory.appending("registries.conf"))
        return [
            "BUILDAH_ISOLATION": "chroot", "CONTAINERS_REGISTRIES_CONF": "\(directory)/registries.conf",
            "CONTAINERS_STORAGE_CONF": "\(directory)/storage.conf", "HOME": directory.string,
        ]
    }

    @Test(arguments: ["buildah", "podman"])
    func otherMachineBuildsFromTheBucketAndPushesUnderTheAddress(builder: String) async throws {
        let (server, registry) = (try #require(S3Server.present.first), try #require(TestRegistry.plain))
        let repository = TestRegistry.newName()
        let address = try await publish(to: server, registry, repository: repository)
        let emitted = try await Program.run(
            ["image-build", "--emit", "command", "--builder", builder],
            in: project,
            environment: server.environment
        )
        try #require(emitted.status == 0, "\(emitted.standardError)")
        // Nothing of the project is there any more.
        try FileManager.default.removeItem(atPath: project.string)
        let built = try Tool.run(
            "sh",
            [],
            input: Array(emitted.standardOutput.utf8),
            environment: try toolEnvironment(registry)
        )
        try #require(built.status == 0, "\(built.standardError)")
        let pushed = try #require(try await registry.repository(repository).tagged(address))
        #expect(pushed.mediaType == .dockerManifest)
        let image = "docker://\(registry.host)/\(repository):\(address)"
        let inspected = try Tool.run("skopeo", ["inspect", "--tls-verify=false", "--config", image])
        #expect(inspected.standardOutput.contains("it's $(1)"), "\(inspected)")
        #expect(inspected.standardOutput.contains("\"architecture\": \"amd64\""))
        let layers = try Tool.run(
            "skopeo",
            [
                "copy", "--src-tls-verify=false", image, "dir:\(TemporaryDirectory.path)/copy",
            ]
        )
        try #require(layers.status == 0, "\(layers.standardError)")
        let list = "for f in \(TemporaryDirectory.path)/copy/*; do tar -tzf \"$f\" 2>/dev/null; done"
        let files = try Tool.run("sh", ["-c", list]).standardOutput.split(separator: "\n").map(String.init)
        #expect(files.contains("app/src/kept"))
        #expect(files.contains("app/.dockerignore"))
        #expect(!files.contains("app/src/left"))
    }
}
