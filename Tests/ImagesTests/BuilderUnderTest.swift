import Assets
import Foundation
import Images
import Registry
import Staging
import SystemPackage
import Testing
import TestSupport

/// A real builder: `SAGEASSETS_TEST_BUILDERS` names buildah and podman, `SAGEASSETS_TEST_DOCKER` is the engine of docker.
struct BuilderUnderTest: Sendable, CustomTestStringConvertible {
    /// A feature of Dockerfiles that not every builder has.
    enum Feature: Sendable {
        case secrets, namedContexts
    }

    let name: BuilderName
    let testDescription: String
    /// The features that it does not have.
    let missing: Set<Feature>
    /// Whether the digest is the same from run to run, in stores that have no cache.
    let isReproducible: Bool
    /// Variables beside those of this process.
    private let variables: [String: String]

    static let present: [BuilderUnderTest] = {
        let process = ProcessInfo.processInfo.environment
        let names = (process["SAGEASSETS_TEST_BUILDERS"] ?? "").split(separator: " ").compactMap {
            BuilderName(rawValue: String($0))
        }
        let containers = names.map { Self.containers($0) }
        guard let engine = process["SAGEASSETS_TEST_DOCKER"] else { return containers }
        func docker(_ description: String, buildKit: String, missing: Set<Feature>) -> BuilderUnderTest {
            BuilderUnderTest(
                name: .docker,
                testDescription: description,
                missing: missing,
                isReproducible: false,
                // Debian's client has BuildKit in it; a newer one before it in PATH may have none.
                variables: [
                    "SAGEASSETS_BUILDER": "/usr/bin/docker", "DOCKER_HOST": engine, "DOCKER_BUILDKIT": buildKit,
                ]
            )
        }
        return containers + [
            docker("docker with BuildKit", buildKit: "1", missing: [.namedContexts]),
            docker("docker without BuildKit", buildKit: "0", missing: [.namedContexts, .secrets]),
        ]
    }()

    /// buildah or podman.
    static func containers(_ name: BuilderName) -> BuilderUnderTest {
        BuilderUnderTest(
            name: name,
            testDescription: name.rawValue,
            missing: [],
            isReproducible: true,
            variables: ["BUILDAH_ISOLATION": "chroot"]
        )
    }

    static let absence: Comment = "SAGEASSETS_TEST_BUILDERS and SAGEASSETS_TEST_DOCKER are not set; run ci/test"

    /// The environment of a builder with a store of its own.
    func environment(store: FilePath) throws -> [String: String] {
        let storage = store.appending("storage.conf")
        try FileNode.file(
            Array(
                """
                [storage]
                driver = "vfs"
                graphroot = "\(store)/graph"
                runroot = "\(store)/run"

                """.utf8
            )
        ).write(to: storage)
        return ProcessInfo.processInfo.environment
            .merging(["CONTAINERS_STORAGE_CONF": storage.string, "HOME": store.string]) { $1 }
            .merging(variables) { $1 }
    }

    /// The network of the steps: docker's engine in the tests has no bridge.
    var network: String? { name == .docker ? "host" : nil }
}

/// The lines of a log, which builders write from any thread.
final class LineLog: Sendable {
    private let lines = Locked<[String]>([])

    var all: [String] { lines.value }

    func add(_ line: String) { lines.update { $0.append(line) } }
}

/// A value behind a lock.
final class Locked<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var stored: Value

    init(_ value: Value) { stored = value }

    var value: Value { lock.withLock { stored } }

    func update(_ body: (inout Value) -> Void) { lock.withLock { body(&stored) } }
}

/// A build of a Dockerfile directory, from the walk to the image.
struct TestBuild {
    let source: FilePath
    let scratch: FilePath
    var build = ImageBuild()
    var environment: [String: String]
    var credentials = BaseImageCredentials()
    /// Whether the builder gets paths relative to the directory of this process.
    var isRelative = false
    let log = LineLog()

    /// Copies the directory as it is fingerprinted, and builds the copy.
    func run(_ name: BuilderName? = nil, platform: ImagePlatform = .amd64) async throws -> any ImageContent {
        let staged = try await AssetSource.Options.image(build).walk(at: source).stage(StagingOptions(width: 2))
        let context = try await ContextDirectory(staged, at: scratch.appending("context-\(UUID())"), width: 2)
        defer { context.remove() }
        let builder = try await BuilderChoice(environment: environment, width: 2).builder(named: name)
        let directory = scratch.appending("build-\(UUID())")
        try FileManager.default.createDirectory(atPath: directory.string, withIntermediateDirectories: true)
        let request = ImageBuildRequest(
            name: "containers/sample",
            context: below(context.path),
            build: build,
            platform: platform,
            directory: below(source),
            environment: environment,
            credentials: credentials
        )
        return try await builder.build(request, in: below(directory)) { log.add($0) }
    }
}

extension TestBuild {
    private func below(_ path: FilePath) -> FilePath {
        guard isRelative else { return path }
        let depth = FilePath(FileManager.default.currentDirectoryPath).components.count
        return FilePath(String(repeating: "../", count: depth) + path.string.drop { $0 == "/" })
    }
}

extension ImageContent {
    /// Writes the image to an OCI image layout with the tag `test`, and returns the directory.
    func layout(in directory: FilePath) async throws -> FilePath {
        let path = directory.appending("layout-\(UUID())")
        let repository = LayoutRepository(path, name: "layout")
        let pushed = try await repository.push(self, tag: "test", mountingFrom: nil) { _ in }
        #expect(pushed == manifest.digest)
        return path
    }

    /// Returns the files of the image by their paths, as Python reads them.
    func files(in directory: FilePath) async throws -> [String: String] {
        let layout = try await layout(in: directory)
        let output = try Tool.run(Tool.python, ["-c", Self.flatten, layout.string])
        try #require(output.status == 0, "\(output.standardError)")
        return try JSONDecoder().decode([String: String].self, from: Data(output.standardOutput.utf8))
    }

    /// Applies the layers one after another.
    private static var flatten: String {
        """
        import hashlib, io, json, sys, tarfile, gzip, os
        root = sys.argv[1]
        def blob(digest):
            data = open(os.path.join(root, "blobs", *digest.split(":")), "rb").read()
            assert "sha256:" + hashlib.sha256(data).hexdigest() == digest
            return data
        index = json.load(open(os.path.join(root, "index.json")))
        manifests = [json.loads(blob(each["digest"])) for each in index["manifests"]]
        docker = [each for each in manifests if "docker" in each["mediaType"]]
        assert len(docker) == 1, index
        manifest = docker[0]
        assert manifest["mediaType"] == "application/vnd.docker.distribution.manifest.v2+json"
        assert manifest["config"]["mediaType"] == "application/vnd.docker.container.image.v1+json"
        config = json.loads(blob(manifest["config"]["digest"]))
        files = {}
        assert len(manifest["layers"]) == len(config["rootfs"]["diff_ids"])
        for layer, diff in zip(manifest["layers"], config["rootfs"]["diff_ids"]):
            assert layer["mediaType"] == "application/vnd.docker.image.rootfs.diff.tar.gzip"
            data = gzip.decompress(blob(layer["digest"]))
            assert "sha256:" + hashlib.sha256(data).hexdigest() == diff
            with tarfile.open(fileobj=io.BytesIO(data)) as tar:
                for member in tar:
                    if member.isreg() and member.size < 100000:
                        files[member.name.lstrip("./")] = tar.extractfile(member).read().decode("latin-1")
                    elif member.issym():
                        files[member.name.lstrip("./")] = "-> " + member.linkname
        print(json.dumps(files))
        """
    }
}
