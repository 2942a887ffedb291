import Assets
import Foundation
import Images
import Registry
import SystemPackage
import Testing
import TestSupport

@Suite("Commands of builders", .temporaryDirectory)
struct BuilderCommandTests {
    private static let everything = ImageBuild(
        file: "docker/Dockerfile.serve",
        target: "serve",
        platform: "linux/arm64",
        buildArgs: ["B": "2 = two, 'quoted'", "A": "1"],
        buildContexts: ["extra": "extra", "base": "docker-image://alpine:3.20"],
        secrets: ["token": .environment("TOKEN"), "file": .file("secret.txt")],
        network: "host",
        builder: nil,
        ssh: ["default"],
        cacheFrom: ["example.com/cache"],
        cacheTo: "type=inline"
    )

    private static let files: FileNode = [
        "Dockerfile": "FROM scratch\n", "docker": ["Dockerfile.serve": "FROM scratch AS serve\n"],
        "extra": ["data.txt": "x"], "secret.txt": "the value of a secret file\n",
    ]

    /// Builds with a script in the place of a builder.
    private func record(_ name: BuilderName, _ build: ImageBuild, _ body: String) async throws -> FakeBuilder {
        let fake = try FakeBuilder().add(name.rawValue, body + "\n" + FakeBuilder.handsOver)
        let source = try Self.files.write(to: TemporaryDirectory.path.appending("source"))
        var environment = fake.environment(archive: try SampleArchive.one())
        environment["TOKEN"] = "the value of a secret variable"
        environment["AWS_SECRET_ACCESS_KEY"] = "must not be passed on"
        environment["AWS_PROFILE"] = "must not be passed on"
        environment["SAGEASSETS_REGISTRY_AUTH"] = "must not be passed on"
        let test = TestBuild(source: source, scratch: TemporaryDirectory.path, build: build, environment: environment)
        let image = try await test.run(name)
        #expect(image.manifest.layers.count == 1)
        let variables = try fake.variables()
        #expect(variables.keys.filter { $0.hasPrefix("AWS_") || $0.hasPrefix("SAGEASSETS_") } == [])
        #expect(!(try fake.record("arguments").contains("the value of")))
        return fake
    }

    private static let common = [
        "--file=BUILD/dockerfile/Dockerfile.serve", "--platform=linux/amd64", "--target=serve", "--network=host",
        "--build-arg=A=1", "--build-arg=B=2 = two, 'quoted'", "--cache-from=example.com/cache",
        "--build-context=base=docker-image://alpine:3.20", "--build-context=extra=/source/extra",
        "--secret=id=file,src=/source/secret.txt", "--secret=id=token,env=TOKEN", "--ssh=default",
        "--cache-to=type=inline",
    ]

    @Test(
        "nerdctl and finch get docker's options and write a docker archive",
        arguments: [BuilderName.nerdctl, .finch]
    )
    func nerdctl(_ name: BuilderName) async throws {
        let fake = try await record(name, Self.everything, "")
        let output = "--output=type=docker,dest=BUILD/image,oci-mediatypes=false,rewrite-timestamp=true"
        let build =
            ["build", "--progress=plain", output, "--build-arg=SOURCE_DATE_EPOCH=0"] + Self.common + ["CONTEXT"]
        #expect(try fake.runs() == [["info"], build])
        #expect(try fake.variables()["SOURCE_DATE_EPOCH"] == "0")
        #expect(try fake.variables()["BUILDX_NO_DEFAULT_ATTESTATIONS"] == "1")
    }

    @Test("Relative paths become absolute, since the builder runs in the directory of the manifest")
    func relativePaths() async throws {
        let fake = try FakeBuilder().add("finch", "pwd >\"$RECORD/directory\"\n" + FakeBuilder.handsOver)
        let source = try Self.files.write(to: TemporaryDirectory.path.appending("source"))
        let environment = fake.environment(archive: try SampleArchive.one()).merging(["TOKEN": "x"]) { $1 }
        var test = TestBuild(source: source, scratch: TemporaryDirectory.path, environment: environment)
        test.build = ImageBuild(buildContexts: ["extra": "extra"])
        test.isRelative = true
        _ = try await test.run(.finch)
        let build = try #require(try fake.runs().last)
        #expect(
            build.contains("--build-context=extra=/source/extra")
                && build.contains("--file=BUILD/dockerfile/Dockerfile")
        )
        #expect(build.last == "CONTEXT")
        #expect(try fake.record("directory") == "\(source)\n")
    }

    @Test("buildctl gets its own options")
    func buildctl() async throws {
        let fake = try await record(.buildctl, Self.everything, "")
        let build = [
            "build", "--progress=plain", "--frontend=dockerfile.v0", "--local=context=CONTEXT",
            "--local=dockerfile=BUILD/dockerfile", "--opt=filename=Dockerfile.serve", "--opt=platform=linux/amd64",
            "--opt=target=serve", "--opt=build-arg:A=1", "--opt=build-arg:B=2 = two, 'quoted'",
            "--opt=build-arg:SOURCE_DATE_EPOCH=0", "--opt=force-network-mode=host", "--allow=network.host",
            "--opt=context:base=docker-image://alpine:3.20", "--local=named1=/source/extra",
            "--opt=context:extra=local:named1", "--secret=id=file,src=/source/secret.txt",
            "--secret=id=token,env=TOKEN",
            "--ssh=default", "--import-cache=type=registry,ref=example.com/cache", "--export-cache=type=inline",
            "--output=type=docker,dest=BUILD/image,oci-mediatypes=false,rewrite-timestamp=true",
        ]
        #expect(try fake.runs() == [["debug", "workers"], build])
    }

    private static let buildxProbes = [
        ["version", "--format", "{{.Client.Version}} {{.Server.Version}}"], ["buildx", "version"],
        ["buildx", "inspect"],
    ]
    private static let statusProbe = ["info", "--format", "{{.DriverStatus}}"]

    /// Builds with a script that answers as docker with buildx, and returns its runs.
    private func buildxRuns(driver: String, status: String = "") async throws -> [[String]] {
        let script = """
            case "$1 $2" in
            version*) echo 29.0.0 29.0.0 ;;
            "buildx inspect") printf 'Name:          default\\nDriver:        \(driver)\\n' ;;
            info*) echo '\(status)' ;;
            esac
            """
        return try await record(.docker, Self.everything, script).runs()
    }

    private func buildx(_ output: String) -> [String] {
        [
            "buildx", "build", "--progress=plain", "--provenance=false", "--output=\(output)",
            "--build-arg=SOURCE_DATE_EPOCH=0",
        ] + Self.common + ["CONTEXT"]
    }

    @Test("docker with buildx lets BuildKit write an archive where it can", arguments: [false, true])
    func buildxArchive(hasOwnBuildKit: Bool) async throws {
        let build = buildx("type=docker,dest=BUILD/image,oci-mediatypes=false,rewrite-timestamp=true")
        if hasOwnBuildKit {
            #expect(try await buildxRuns(driver: "docker-container") == Self.buildxProbes + [build])
        } else {
            let runs = try await buildxRuns(
                driver: "docker",
                status: "[[driver-type io.containerd.snapshotter.v1]]"
            )
            #expect(runs == Self.buildxProbes + [Self.statusProbe, build])
        }
    }

    @Test("An engine without containerd's image store gets the image under a name of ours, and hands it over")
    func buildxEngine() async throws {
        let status = "[[Backing Filesystem extfs] [Supports d_type true]]"
        let runs = try await buildxRuns(driver: "docker", status: status)
        let build = buildx("type=docker,name=NAME")
        #expect(runs == Self.buildxProbes + [Self.statusProbe, build, ["save", "NAME"], ["rmi", "NAME"]])
    }

    @Test("docker without BuildKit gets the context as an archive, and no name")
    func legacy() async throws {
        let body = """
            case $1 in
            version) echo 28.2.2 28.2.2 ;;
            buildx) exit 1 ;;
            build) PATH=/usr/bin:/bin tar -tz >"$RECORD/context" ;;
            esac
            """
        let fake = try await record(.docker, ImageBuild(buildArgs: ["A": "1"]), body)
        let build =
            ["build", "--iidfile=BUILD/private/image-id", "--file=Dockerfile", "--platform=linux/amd64"]
            + ["--build-arg=A=1", "-"]
        let save = ["save", "sha256:" + String(repeating: "0", count: 63) + "7"]
        #expect(try fake.runs().suffix(2) == [build, save])
        #expect(try fake.record("context").split(separator: "\n").contains("docker/Dockerfile.serve"))
    }

    @Test(
        "docker without BuildKit refuses what it cannot do, by name",
        arguments: [
            (ImageBuild(secrets: ["token": .environment("TOKEN")]), "secrets"),
            (ImageBuild(buildContexts: ["extra": "extra"]), "named contexts"), (ImageBuild(ssh: ["default"]), "'ssh'"),
            (ImageBuild(cacheTo: "x"), "'cacheTo'"),
        ]
    )
    func legacyRefuses(_ build: ImageBuild, _ option: String) async throws {
        let error = await #expect(throws: ImageError.self) {
            try await record(.docker, build, "case $1 in version) echo 28.2.2 ;; buildx) exit 1 ;; esac")
        }
        guard case .unsupportedOption(let builder, let found, let hint)? = error else {
            Issue.record("\(error as Any)")
            return
        }
        #expect(builder == "docker" && found.hasPrefix(option) && hint.contains("buildx"))
    }

    private static let host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"

    @Test("Credentials of base images are in private files beside the user's own, until the build ends")
    func credentials() async throws {
        let fake = try FakeBuilder().add("nerdctl", FakeBuilder.handsOver)
        let configuration = """
            {"auths": {"own.example": {"auth": "b3duOnBhc3N3b3Jk"}}, "credsStore": "desktop",
             "credHelpers": {"public.ecr.aws": "ecr-login", "\(Self.host)": "ecr-login"},
             "currentContext": "colima"}
            """
        let home: FileNode = [
            ".docker": [
                "config.json": .file(Array(configuration.utf8)), "cli-plugins": ["docker-buildx": "x"],
            ],
            ".config": ["containers": ["auth.json": "{\"auths\": {\"quay.io\": {\"auth\": \"cXVheTp4\"}}}"]],
        ]
        try home.write(to: TemporaryDirectory.path.appending("home"))
        let source = try Self.files.write(to: TemporaryDirectory.path.appending("source"))
        let environment = fake.environment(archive: try SampleArchive.one())
        let host = Self.host
        let password = "a password that is not shown"
        let test = TestBuild(
            source: source,
            scratch: TemporaryDirectory.path,
            environment: environment,
            credentials: BaseImageCredentials([
                host: .password(user: "AWS", password: password), "docker.io": .identityToken("a token"),
            ])
        )
        _ = try await test.run(.nerdctl)

        let docker = try JSONSerialization.jsonObject(with: Data(fake.record("docker.json").utf8)) as? [String: Any]
        var auths = docker?["auths"] as? [String: [String: String]]
        #expect(auths?.removeValue(forKey: "https://index.docker.io/v1/") == ["identitytoken": "a token"])
        let encoded = Data("AWS:\(password)".utf8).base64EncodedString()
        #expect(auths == [host: ["auth": encoded], "own.example": ["auth": "b3duOnBhc3N3b3Jk"]])
        #expect(
            docker?["credHelpers"] as? [String: String] == [
                "public.ecr.aws": "ecr-login", host: "", "https://index.docker.io/v1/": "",
            ]
        )
        #expect(docker?["credsStore"] as? String == "desktop")
        #expect(docker?["currentContext"] as? String == "colima")
        #expect(try fake.record("docker").contains("cli-plugins ->"))
        #expect(try fake.record("modes") == "700\n600\n")
        let containers = try JSONSerialization.jsonObject(with: Data(fake.record("auth.json").utf8)) as? [String: Any]
        let entries = containers?["auths"] as? [String: [String: String]]
        #expect(entries?.keys.sorted() == [host, "docker.io", "own.example", "quay.io"])
        #expect(entries?[host] == ["auth": encoded])
        #expect(
            entries?["docker.io"] == ["auth": Data("<token>:".utf8).base64EncodedString(), "identitytoken": "a token"]
        )
        // These programs would run "docker-credential-".
        #expect(containers?["credHelpers"] as? [String: String] == ["public.ecr.aws": "ecr-login"])
        // Nothing of it is left, and the user's plugins are.
        let left = try Tool.run("grep", ["-rlF", encoded, "--exclude-dir=record", TemporaryDirectory.path.string])
        #expect(left.standardOutput == "")
        let plugin = TemporaryDirectory.path.appending("home/.docker/cli-plugins/docker-buildx")
        #expect(FileManager.default.fileExists(atPath: plugin.string))
    }
}
