import Assets
import Basics
import Foundation
import Images
import Registry
import SystemPackage
import Testing
import TestSupport

@Suite(
    "Real builders",
    .enabled(if: !BuilderUnderTest.present.isEmpty, BuilderUnderTest.absence),
    .temporaryDirectory,
    .hangLimit,
    .serialized
)
struct RealBuilderTests {
    /// The samples that each builder can build.
    static let cases = BuilderUnderTest.present.flatMap { builder in
        DockerfileSample.all.filter { $0.needs.isDisjoint(with: builder.missing) }.map { (builder, $0) }
    }

    private func build(
        _ builder: BuilderUnderTest,
        _ sample: DockerfileSample,
        in directory: FilePath = TemporaryDirectory.path
    ) throws -> TestBuild {
        var environment = try builder.environment(store: directory.appending("store"))
        environment[DockerfileSample.secretVariable] = DockerfileSample.secret
        var build = sample.build
        build.network = builder.network
        return TestBuild(
            source: try sample.write(to: directory),
            scratch: directory,
            build: build,
            environment: environment
        )
    }

    @Test("An image is Docker schema 2 and has the files that its Dockerfile makes", arguments: cases)
    func builds(_ builder: BuilderUnderTest, _ sample: DockerfileSample) async throws {
        let image = try await build(builder, sample).run(builder.name)
        let files = try await image.files(in: TemporaryDirectory.path)
        #expect(files["result"] == sample.result)
        #expect(try image.configuration().platform.architecture == "amd64")

        let registry = try #require(TestRegistry.withPassword, TestRegistry.absence)
        let name = TestRegistry.newName()
        _ = try await registry.repository(name).push(image, tag: "test", mountingFrom: nil) { _ in }
        let found = try #require(try SkopeoManifest("\(name):test", in: registry))
        #expect(found.digest == image.manifest.digest.description)
        #expect(found.mediaType == "application/vnd.docker.distribution.manifest.v2+json")
        #expect(try output(ofPulled: "\(registry.host)/\(name)@\(found.digest)", from: registry) == sample.result)
    }

    /// Pulls an image into an empty store, and returns what a container of it writes.
    private func output(ofPulled image: String, from registry: TestRegistry) throws -> String {
        let environment = try BuilderUnderTest.containers(.buildah).environment(
            store: TemporaryDirectory.path.appending("other-store")
        )
        let options = ["from", "--quiet"] + registry.options() + ["docker://\(image)"]
        let pulled = try Tool.run("buildah", options, environment: environment)
        try #require(pulled.status == 0, "\(pulled.standardError)")
        let container = pulled.standardOutput.split(separator: "\n").last.map(String.init) ?? ""
        let run = ["run", "--isolation", "chroot", container, "--", "/bin/cat", "/result"]
        let output = try Tool.run("buildah", run, environment: environment)
        #expect(output.status == 0, "\(output.standardError)")
        return output.standardOutput
    }

    @Test(
        "A private base image is pulled with our login, whatever helpers the user's own file names",
        arguments: BuilderUnderTest.present.filter { $0.name != .docker }
    )
    func privateBaseImage(_ builder: BuilderUnderTest) async throws {
        let registry = try #require(TestRegistry.withPassword, TestRegistry.absence)
        let login = try #require(registry.login)
        let name = TestRegistry.newName()
        let base = try SampleImage(texts: ["from the base"])
        _ = try await registry.repository(name).push(base, tag: "base", mountingFrom: nil) { _ in }
        var build = try build(builder, .steps)
        build.build.network = nil
        let dockerfile = "FROM \(registry.host)/\(name):base\nCOPY busybox /bin/\n"
        try FileNode.file(Array(dockerfile.utf8)).write(to: build.source.appending("Dockerfile"))
        let helpers = "{\"credsStore\": \"missing\", \"credHelpers\": {\"\(registry.host)\": \"missing\"}}"
        let home: FileNode = [".docker": ["config.json": .file(Array(helpers.utf8))]]
        try home.write(to: TemporaryDirectory.path.appending("store"))
        build.environment["SSL_CERT_FILE"] = registry.certificate?.string
        build.credentials = BaseImageCredentials([registry.host: login])
        let files = try await build.run(builder.name).files(in: TemporaryDirectory.path)
        #expect(files["file"] == "from the base")
    }

    @Test(
        "Checkouts with other times, owners and modes, and stores without a cache, make one digest",
        arguments: BuilderUnderTest.present.filter(\.isReproducible)
    )
    func digestIsReproducible(_ builder: BuilderUnderTest) async throws {
        var digests: [ImageDigest] = []
        for (number, mode) in ["0644", "0600"].enumerated() {
            let directory = TemporaryDirectory.path.appending("checkout-\(number)")
            let build = try build(builder, .steps, in: directory)
            let script = """
                chown -R \(number * 12345):\(number * 12345) .
                find . -type f ! -perm -100 -exec chmod \(mode) {} +
                find . -exec touch -h -d @\(number * 77777) {} +
                """
            let output = try Tool.run("sh", ["-c", script], in: build.source)
            try #require(output.status == 0, "\(output.standardError)")
            digests.append(try await build.run(builder.name).manifest.digest)
            // The cache of the same store gives the same image.
            digests.append(try await build.run(builder.name).manifest.digest)
        }
        #expect(Set(digests).count == 1)
    }

    @Test("buildah and podman make one digest", .enabled(if: BuilderUnderTest.present.contains { $0.name == .podman }))
    func digestIsIndependentOfBuilder() async throws {
        var digests: [ImageDigest] = []
        for builder in BuilderUnderTest.present.filter(\.isReproducible) {
            let build = try build(builder, .steps, in: TemporaryDirectory.path.appending(builder.name.rawValue))
            digests.append(try await build.run(builder.name).manifest.digest)
        }
        #expect(digests.count == 2 && Set(digests).count == 1)
    }

    @Test(
        "A secret's value is in no argument, line, file or layer",
        arguments: BuilderUnderTest.present.filter { !$0.missing.contains(.secrets) }
    )
    func secretsAreNowhere(_ builder: BuilderUnderTest) async throws {
        let build = try build(builder, .secretMount)
        let watch = Task.detached {
            var found: [String] = []
            while !Task.isCancelled {
                found += CommandLines.containing(DockerfileSample.secret)
                try? await Task.sleep(for: .milliseconds(20))
            }
            return found
        }
        let image = try await build.run(builder.name)
        watch.cancel()
        #expect(await watch.value == [])
        #expect(!build.log.all.contains { $0.contains(DockerfileSample.secret) })
        #expect(build.log.all.contains { $0.contains("***") }, "the step prints the secret")
        let files = try await image.files(in: TemporaryDirectory.path)
        #expect(!files.values.contains { $0.contains(DockerfileSample.secret) })
        // What the build has written beside the store of the builder.
        let found = try Tool.run(
            "grep",
            ["-rlF", DockerfileSample.secret, "--exclude=sec=ret.txt", TemporaryDirectory.path.string]
        )
        #expect(found.standardOutput == "")
    }

    @Test(
        "A failure names the line of the Dockerfile and has the builder's last lines",
        arguments: BuilderUnderTest.present
    )
    func failureHasLine(_ builder: BuilderUnderTest) async throws {
        var build = try build(builder, .stages)
        build.build.target = "test"
        let error = await #expect(throws: ImageError.self) { try await build.run(builder.name) }
        guard case .buildFailed(let failure)? = error else {
            Issue.record("\(error as Any)")
            return
        }
        #expect(failure.location == "docker/Dockerfile.serve:9")
        #expect((1...20).contains(failure.lastLines.count))
        if builder.name != .docker { #expect(try containers(environment: build.environment) == "") }
        #expect(error?.exitStatus == .failed)
    }

    @Test(
        "An image for another platform than the one that was asked for is refused",
        arguments: BuilderUnderTest.present
    )
    func otherPlatformIsRefused(_ builder: BuilderUnderTest) async throws {
        var build = try build(builder, .steps)
        try FileNode.file(Array("FROM scratch\nCOPY busybox /\n".utf8)).write(to: build.source.appending("Dockerfile"))
        build.build.network = nil
        // Built for another one on request; nothing is executed for it.
        let image = try await build.run(builder.name, platform: ImagePlatform(os: "linux", architecture: "arm64"))
        #expect(try image.configuration().platform.architecture == "arm64")
        #expect(throws: ImageError.self) { try image.configuration().check(.amd64) }
    }

    @Test("An interrupted build ends the builder's processes", arguments: BuilderUnderTest.present)
    func interruption(_ builder: BuilderUnderTest) async throws {
        let build = try build(builder, .steps)
        let marker = "4\(UInt32.random(in: 100_000...999_999))"
        let dockerfile = """
            FROM scratch
            COPY busybox /bin/busybox
            RUN ["/bin/busybox", "sleep", "\(marker)"]

            """
        try FileNode.file(Array(dockerfile.utf8)).write(to: build.source.appending("Dockerfile"))
        let task = Task { try await build.run(builder.name) }
        try await wait { CommandLines.containing(marker).contains { !$0.contains("RUN") } }
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
        try await wait { CommandLines.containing(marker).isEmpty }
        if builder.name != .docker { #expect(try containers(environment: build.environment) == "") }
    }

    /// The containers that builds have left in a store of podman and buildah.
    private func containers(environment: [String: String]) throws -> String {
        try Tool.run("buildah", ["containers", "--all", "--quiet"], environment: environment).standardOutput
    }

    private func wait(until condition: () -> Bool) async throws {
        for _ in 0..<600 where !condition() { try await Task.sleep(for: .milliseconds(50)) }
        #expect(condition())
    }
}
