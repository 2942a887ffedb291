import Assets
import Foundation
import Hashing
import Manifests
import SystemPackage
import Testing
import TestSupport

/// The scripts and documents of `image-build` are run where programs record how.
@Suite(.temporaryDirectory, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct ImageBuildTests {
    static let account = "123456789012"
    static let registry = "\(account).dkr.ecr.eu-west-1.amazonaws.com"
    static let environment = [
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret-key-of-test",
    ]

    /// Values that mean something to a shell, to YAML or to Kubernetes, as a manifest in YAML quotes them.
    static let hostile = [
        "A": "'; touch INJECTED; '", "B": "$(touch INJECTED)", "C": "`touch INJECTED`",
        "D": "\\\"; touch INJECTED; \\\"",
        "E": "$$ $(HOME) ${HOME} %s", "F": "two\\nlines\\n- touch INJECTED", "G": "# {a: b} 'c' *d &e !f", "H": "",
        // What a terminal or a CI system would obey.
        "I": "\\u001b[2J\\u202e\\u009b##vso[x]\\n::error::forged\\u0009x",
    ]
    static var hostileArguments: [String] {
        hostile.sorted { $0.key < $1.key }.map { name, value in
            let escapes = [
                "\\\"": "\"", "\\n": "\n", "\\u001b": "\u{1b}", "\\u202e": "\u{202e}", "\\u009b": "\u{9b}",
                "\\u0009": "\t",
            ]
            return "--build-arg=\(name)=\(escapes.reduce(value) { $0.replacing($1.key, with: $1.value) })"
        }
    }

    /// The option by which the image is pushed in Docker's format, whatever the engine keeps.
    static let output = "--output=type=image,push=true,oci-mediatypes=false"

    var project: FilePath { TemporaryDirectory.path.appending("project") }

    /// Writes a project whose context was published to a bucket, and returns its address.
    func publish(
        options: String = "",
        destination: String = "account: \"\(account)\", repository: ml-images",
        checksum: (SHA256Digest) -> Checksum = { .fullObject($0) }
    ) async throws -> String {
        let manifest = """
            version: 1
            destinations: { prod: { region: eu-west-1, bucket: acme-ml-assets, prefix: assets/, \(destination) } }
            models:
              M:
                containers: [{ image: { fromAsset: { directory: image \(options) } } }]
                vpc: { subnets: [subnet-1], securityGroupIds: [sg-1] }
            """
        try FileNode.directory([
            "sageassets.yaml": .file(Array(manifest.utf8)),
            "image": ["Dockerfile": "FROM scratch\n", "serve": "#!/bin/sh\n", ".dockerignore": "serve\n"],
        ])
        .write(to: project)
        let printed = try await Program.run(["fingerprint"], in: project).standardOutput
        let address = try #require(SHA256Digest(String(printed.prefix(64))), "\(printed)")
        let bundled = try await Program.run(["bundle", "--image", "image", "-o", "context.tar.gz"], in: project)
        let words = bundled.standardOutput.split(whereSeparator: \.isWhitespace).map(String.init)
        try #require(words.count == 3, "\(bundled)")
        let object = ObjectReference(
            checksum: checksum(try #require(SHA256Digest(words[2]))),
            size: try #require(Int(words[1])),
            uri: "s3://acme-ml-assets/assets/\(address).tar.gz"
        )
        var references = References()
        let reference = PublishedReference(address: address, content: .image(context: object))
        references.update(reference, of: AssetKey("image"), at: "prod")
        try FileNode.file(Array(references.text.utf8)).write(to: project.appending("sageassets.references.json"))
        return address.description
    }

    func machine() throws -> RemoteMachine {
        try RemoteMachine(
            in: TemporaryDirectory.path.appending("machine"),
            context: project.appending("context.tar.gz")
        )
    }

    func emit(_ arguments: [String]) async throws -> Tool.Output {
        try await Program.run(["image-build", "--emit"] + arguments, in: project, environment: Self.environment)
    }

    func emitted(_ arguments: String...) async throws -> String {
        let output = try await emit(arguments)
        try #require(output.status == 0, "\(output.standardError)")
        output.expectUnforged()
        return output.standardOutput
    }

    var options: String {
        let arguments = Self.hostile.sorted { $0.key < $1.key }.map { "\($0): \"\($1)\"" }.joined(separator: ", ")
        return ", target: \"a b\", secrets: { token: { env: TOKEN } }, cacheFrom: [h/c], buildArgs: { \(arguments) }"
    }

    func dockerOptions(_ address: String) -> [String] {
        ["--platform=linux/amd64", "--target=a b"] + Self.hostileArguments
            + ["--secret=id=token,env=TOKEN", "--cache-from=h/c", "--tag=\(Self.registry)/ml-images:\(address)"]
    }

    func contextByteCount() throws -> Int {
        try Data(contentsOf: URL(fileURLWithPath: project.appending("context.tar.gz").string)).count
    }

    /// Parses YAML with another parser than the program's, and returns the values that an expression selects.
    func select(_ expression: String, of yaml: String) throws -> [String] {
        let script = "import json, sys, yaml; d = yaml.safe_load(sys.stdin); json.dump(\(expression), sys.stdout)"
        let output = try Tool.run(Tool.python, ["-c", script], input: Array(yaml.utf8))
        try #require(output.status == 0, "\(output.standardError)\n\(yaml)")
        return try JSONDecoder().decode([String].self, from: Data(output.standardOutput.utf8))
    }
}

// MARK: Scripts

extension ImageBuildTests {
    @Test func scriptBuildsFromStandardInput() async throws {
        let address = try await publish(options: options)
        let output = try await emit(["command", "--builder", "docker", "--expires", "10m"])
        #expect(output.standardError.hasPrefix("the URL in the script is a secret until 2"))
        #expect(!output.standardError.contains("X-Amz-Signature"))
        let machine = try machine()
        let runs = try machine.run(output.standardOutput)
        #expect(
            runs.dropFirst().map(\.words) == [
                ["docker", "buildx", "version"],
                ["docker", "buildx", "build", "--file=Dockerfile"] + dockerOptions(address) + [Self.output, "-"],
            ]
        )
        #expect(try runs.last?.inputByteCount == contextByteCount())
        #expect(!machine.isInjured)
        // The URL is in no argument, which other users see.
        #expect(!runs.flatMap(\.words).contains { $0.contains("X-Amz-Signature") })
        let config = try String(contentsOfFile: machine.directory.appending("config").string, encoding: .utf8)
        let url = "https://acme-ml-assets.s3.eu-west-1.amazonaws.com/assets/\(address).tar.gz?X-Amz-Algorithm="
        #expect(config.hasPrefix("url = \"\(url)"))
        #expect(config.contains("&X-Amz-Expires=600&"))
        #expect(!output.standardOutput.contains("secret-key-of-test"))
    }

    /// As Debian's docker is.
    @Test func scriptBuildsWithoutBuildx() async throws {
        let address = try await publish()
        let machine = try machine()
        let runs = try machine.run(try await emitted("command"), environment: ["WITHOUT_BUILDX": "1"])
        let image = "\(Self.registry)/ml-images:\(address)"
        #expect(
            runs.dropFirst(2).map(\.words) == [
                ["docker", "build", "--file=Dockerfile", "--platform=linux/amd64", "--tag=\(image)", "-"],
                ["docker", "push", image],
            ]
        )
        #expect(try runs.dropLast().last?.inputByteCount == contextByteCount())
    }

    /// nerdctl and finch take no archive, and apply the context's own rules unless the Dockerfile has others beside it.
    @Test(arguments: ["nerdctl", "finch"])
    func scriptOfNerdctlBuildsFromADirectory(builder: String) async throws {
        let address = try await publish(options: options)
        let machine = try machine()
        let runs = try machine.run(try await emitted("command", "--builder", builder))
        #expect(
            runs.dropFirst().map(\.words) == [
                [builder, "build", "--file=dockerfile/Dockerfile"] + dockerOptions(address) + [Self.output, "context"]
            ]
        )
        #expect(!machine.isInjured)
    }

    @Test(arguments: ["buildah", "podman"])
    func scriptBuildsFromADirectory(builder: String) async throws {
        let address = try await publish(options: options)
        let machine = try machine()
        let runs = try machine.run(try await emitted("command", "--builder", builder))
        #expect(
            runs.dropFirst().map(\.words) == [
                [builder, "build", "--format=oci", "--timestamp=0", "--ignorefile=/dev/null", "--file=./Dockerfile"]
                    + dockerOptions(address) + ["."],
                [builder, "push", "--format=v2s2", "\(Self.registry)/ml-images:\(address)"],
            ]
        )
        #expect(!machine.isInjured)
    }

    @Test func builderIsThatOfTheManifest() async throws {
        _ = try await publish(options: ", builder: buildah")
        #expect(try await emitted("command").contains("\nbuildah build "))
        #expect(try await emitted("command", "--builder", "docker").contains("\ndocker buildx build "))
    }

    /// Nothing is built from another context than the published one.
    @Test(arguments: [["command"], ["command", "--builder", "buildah"], ["buildspec"], ["job"]])
    func otherContextIsRefused(arguments: [String]) async throws {
        _ = try await publish(checksum: { _ in .fullObject(SHA256.hash("another")) })
        let output = try await emit(arguments)
        let document = output.standardOutput
        let script =
            switch arguments[0] {
            case "command": document
            case "buildspec":
                try select("['set -e'] + d['phases']['pre_build']['commands'] + ['docker buildx build']", of: document)
                    .joined(separator: "\n")
            default:
                try select("[d['spec']['template']['spec']['containers'][0]['command'][2]]", of: document)[0]
                    .replacing("$$", with: "$").replacing("/workspace", with: "\(machine().directory)/workspace")
            }
        let machine = try machine()
        let context = try Data(contentsOf: URL(fileURLWithPath: project.appending("context.tar.gz").string))
        try FileNode.file(Array(context)).write(to: machine.directory.appending("workspace/context.tar.gz"))
        let outcome = try machine.start(script)
        #expect(outcome.status != 0)
        #expect(outcome.standardError.contains("did NOT match"))
        let runs = (try? machine.runs) ?? []
        #expect(!runs.contains { $0.words.contains("build") }, "\(runs)")
    }

    @Test func contextWithoutADigestIsComparedByItsSize() async throws {
        _ = try await publish(checksum: { _ in .composite("4PdvupvvjAweDbZcMESr47Y1B2GI391jo6DUFh6PzB8=-2") })
        let runs = try machine().run(try await emitted("command"))
        #expect(runs.count == 3)
    }
}

// MARK: Refusals

extension ImageBuildTests {
    @Test(arguments: [
        (", secrets: { t: { file: t.txt } }", "job", "the build of 'image' needs the file of secret 't'"),
        (", buildContexts: { src: ../src }", "command", "the build of 'image' needs the build context 'src'"),
        (", ssh: [default]", "buildspec", "the build of 'image' needs an SSH agent or key"),
    ])
    func imageThatNeedsThisMachineIsRefused(options: String, product: String, message: String) async throws {
        _ = try await publish(options: options)
        let output = try await emit([product])
        #expect(output.status == 1)
        #expect(output.standardOutput == "")
        #expect(output.standardError.hasPrefix("error: \(message)"), "\(output.standardError)")
    }

    @Test func agentOfTheOtherMachineIsUsedByItsScript() async throws {
        _ = try await publish(options: ", ssh: [default], buildContexts: { base: 'docker-image://alpine:3' }")
        let runs = try machine().run(try await emitted("command"))
        #expect(runs[2].words.contains("--ssh=default"))
        #expect(runs[2].words.contains("--build-context=base=docker-image://alpine:3"))
    }

    @Test func changedContextIsRefused() async throws {
        _ = try await publish()
        try FileNode.file(Array("FROM scratch\nLABEL a=b\n".utf8)).write(to: project.appending("image/Dockerfile"))
        let output = try await emit(["job"])
        #expect(output.status == 1)
        #expect(
            output.standardError == """
                error: 'image' is not published to destination 'prod' as it is here now
                  hint: run 'sageassets publish --destination prod' first

                """
        )
    }

    @Test(arguments: [
        ("account: \"\(account)\"", "error: destination 'prod' has no repository for image 'image'"),
        ("repository: ml", "error: destination 'prod' has no 'account' or no 'region' of the repository"),
    ])
    func destinationMustHaveARepository(destination: String, message: String) async throws {
        _ = try await publish(destination: destination)
        let output = try await emit(["job"])
        #expect(output.standardError.hasPrefix(message), "\(output.standardError)")
    }

    @Test(arguments: [
        ["job", "--builder", "docker"], ["buildspec", "--expires", "1h"], ["command", "--expires", "169h"],
        ["command", "--expires", "0"], ["command", "--builder", "buildctl"], ["image"], ["job", "other"],
    ])
    func wrongUsageIsRefused(arguments: [String]) async throws {
        _ = try await publish()
        #expect(try await emit(arguments).status == 64)
    }
}
