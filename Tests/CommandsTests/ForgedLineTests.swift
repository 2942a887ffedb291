import Basics
import Foundation
import Glibc
import SageMaker
import SystemPackage
import Testing
import TestSupport

/// Names and values of others in every kind of message.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct ForgedLineTests {
    private static let image = "{ fromEcrRepository: { repositoryName: repo, tag: t } }"
    private static let texts = HostileText.allCases

    private var directory: FilePath { TemporaryDirectory.path }

    /// Runs the program, whose output must show the text, escaped, and returns the exit status.
    @discardableResult
    private func run(
        _ arguments: String...,
        shows text: HostileText? = nil,
        environment: [String: String] = [:]
    ) async throws -> Tool.Output {
        let output = try await Program.run(arguments, in: directory, environment: environment)
        output.expectUnforged()
        if let text {
            let shown = output.standardOutput + output.standardError
            #expect(text.isShown(in: shown), "\(arguments) \(shown)")
        }
        return output
    }

    private func write(manifest: String, _ files: FileNode = [:]) throws {
        try files.write(to: directory)
        try FileNode.file(Array("version: 1\n\(manifest)".utf8)).write(to: directory.appending("sageassets.yaml"))
    }

    private func writeProject(asset: HostileText, _ files: FileNode = ["x": "x"]) throws {
        let name = asset.asName
        let manifest = """
            models:
              Model:
                containers:
                  - { image: \(Self.image), modelData: { fromAsset: \(asset.quotedName) } }

            """
        try write(manifest: manifest, [name: files])
    }

    @Test(arguments: texts)
    func namesOfAssets(text: HostileText) async throws {
        try writeProject(asset: text)
        try await run("publish", "--dry-run", shows: text)
        try await run("fingerprint", "--check", shows: text)
        #expect(try await run("publish", "--stats", shows: text).status == 0)
        try await run("publish", "--verbose", shows: text)
        try await run("fingerprint", shows: text)
        try await run("fingerprint", text.asName, shows: text)
        try await run("lint", shows: text)
        try await run("lint", text.asName, shows: text)
        try await run("bundle", text.asName, "-o", "none/x")
        #expect(try await run("synth", "--out", "template").status == 0)
        try write(manifest: "models: {}\n")
        try await run("publish", shows: text)
    }

    @Test(arguments: texts)
    func namesInNewManifests(text: HostileText) async throws {
        try FileNode.directory([text.asName: ["model.pt": "x"]]).write(to: directory)
        let printed = try await run("init", "--dry-run", shows: text).standardOutput
        #expect(try Project(yaml: printed).assets.map(\.source.path) == [text.asName])
        #expect(try await run("init").status == 0)
        let unreachable = try await run("init", "--manifest", "\(text.asName)/none/x.yaml", shows: text)
        #expect(unreachable.standardError.hasPrefix("error: cannot read "), "\(unreachable.standardError)")
        #expect(try String(contentsOfFile: directory.appending("sageassets.yaml").string, encoding: .utf8) == printed)
    }

    @Test(arguments: texts)
    func namesOfMissingAssets(text: HostileText) async throws {
        try writeProject(asset: text)
        try FileManager.default.removeItem(atPath: directory.appending(text.asName).string)
        for arguments in [["publish"], ["fingerprint"], ["lint"], ["synth"]] {
            let output = try await Program.run(arguments, in: directory)
            output.expectUnforged()
            #expect(output.status != 0)
        }
    }

    @Test(arguments: texts)
    func namesOfFilesAndTargetsOfLinks(text: HostileText) async throws {
        try writeProject(asset: .line, ["link": .link("../../\(text.asName)")])
        #expect(try await run("publish", shows: text).status == 1)
        try FileNode.link("none").write(to: directory.appending(HostileText.line.asName).appending(text.asName))
        #expect(try await run("fingerprint").status == 1)
        let pipe = directory.appending("pipes").appending(text.asName)
        try FileManager.default.createDirectory(
            atPath: directory.appending("pipes").string,
            withIntermediateDirectories: true
        )
        try #require(mkfifo(pipe.string, 0o644) == 0)
        try await run("fingerprint", "pipes", shows: text)
        try await run("bundle", "pipes", "-o", "x", shows: text)
    }

    @Test(arguments: texts)
    func valuesInManifests(text: HostileText) async throws {
        let quoted = text.quoted
        let manifests = [
            "models: { \(quoted): 1, \(quoted): 2 }\n",
            "models: { Model: { \(quoted): 1 }, Other: { \(quoted): 2 } }\n",
            "destinations: { \(quoted): { store: x } }\nmodels: {}\n",
            "destinations: { a: { bucket: \(quoted), region: \(quoted), endpoint: \(quoted) } }\nmodels: {}\n",
            "models: { Model: { modelName: \(quoted), containers: [{ image: { fromUri: \(quoted) } }] } }\n",
            "models: { Model: { containers: [{ image: { fromAsset: \(quoted) } }] } }\nendpoints: { \(quoted): {} }\n",
            "models: { Model: { tags: { \(quoted): \(quoted) }, containers: [] } }\n",
        ]
        var shown = ""
        for manifest in manifests {
            try write(manifest: manifest)
            let output = try await run("publish")
            #expect(output.status != 0)
            shown += output.standardError
            try await run("synth")
        }
        #expect(text.isShown(in: shown))
    }

    @Test(
        arguments: texts,
        [
            [], ["--yaml"], ["--format", "terraform"],
            [
                "--format", "boto3", "--parameter", "AWS::Region=eu-west-1", "--parameter",
                "AWS::AccountId=123456789012",
            ],
        ]
    )
    func valuesInTemplates(text: HostileText, arguments: [String]) async throws {
        let environment = "environment: { X: \(text.quotedName) }"
        try write(manifest: "models: { Model: { containers: [{ image: \(Self.image), \(environment) }] } }\n")
        let printed = try await Program.run(["synth"] + arguments, in: directory)
        printed.expectUnforged()
        #expect(printed.status == 0, "\(printed.standardError)")
        #expect(try await Program.run(["synth", "--out", "template"] + arguments, in: directory).status == 0)
        let written = try String(contentsOfFile: directory.appending("template").string, encoding: .utf8)
        #expect(printed.standardOutput == written)
        // The escapes are those of the format: another reader finds the value.
        let script = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin.buffer), sys.stdout)"
        var read = written
        if arguments == ["--yaml"] {
            read = try Tool.run(Tool.python, ["-c", script], input: Array(written.utf8)).standardOutput
        }
        let values = try JSONDecoder().decode(JSON.self, from: Data(read.utf8)).texts
        #expect(values.contains { $0.unicodeScalars.elementsEqual(text.asName.unicodeScalars) }, "\(read)")
    }

    @Test(arguments: texts)
    func valuesInReferences(text: HostileText) async throws {
        try writeProject(asset: .line)
        #expect(try await run("publish").status == 0)
        let file = directory.appending("sageassets.references.json")
        let references = try String(contentsOfFile: file.string, encoding: .utf8)
        let name = JSON.string(HostileText.line.asName).compact
        for changed in [
            references.replacing(name, with: text.quoted),
            references.replacing(name, with: "\(text.quoted): {}, \(name)"),
            references.replacing("\"schema\": \"", with: "\"schema\": \(text.quoted), \"x\": \""),
            references.replacing("\"local\"", with: text.quoted),
        ] {
            try FileNode.file(Array(changed.utf8)).write(to: file)
            try await run("synth")
            try await run("publish", "--dry-run")
            try await run("fingerprint", "--check")
        }
    }

    @Test(arguments: texts)
    func namesInArchives(text: HostileText) async throws {
        let script = """
            import sys, tarfile
            name = sys.stdin.read()
            with tarfile.open("model.tar.gz", "w:gz", format=tarfile.PAX_FORMAT) as archive:
                for path in ("config.json", f"{name}.safetensors", f"{name}-00001-of-00002.bin", f"../{name}", f"/{name}",
                             f"{name}/._x", f"{name}/saved_model.pb", f"{name}/1/model.onnx", f"{name}/config.pbtxt"):
                    archive.addfile(tarfile.TarInfo(path))
                for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE):
                    member = tarfile.TarInfo(f"{kind}{name}")
                    member.type, member.linkname = kind, f"../../{name}"
                    archive.addfile(member)
            """
        try FileNode.directory([:]).write(to: directory)
        let made = try Tool.run("python3", ["-c", script], input: Array(text.asName.utf8), in: directory)
        try #require(made.status == 0, "\(made.standardError)")
        #expect(try await run("lint", "model.tar.gz", shows: text).status == 5)
    }

    @Test(arguments: texts)
    func patternsInIgnoreFiles(text: HostileText) async throws {
        let files: FileNode = [
            "image": ["Dockerfile": "FROM x\n", ".dockerignore": .file(Array("[\(text.rawValue)\n[a-\n".utf8))],
            "model": ["x": "x", ".sageassetsignore": .file(Array("(\(text.rawValue)[a-\n".utf8))],
        ]
        try files.write(to: directory)
        try await run("fingerprint", "--image", "image")
        try await run("fingerprint", "model")
    }

    @Test(arguments: texts)
    func argumentsOfTheCommandLine(text: HostileText) async throws {
        try write(manifest: "models: {}\n")
        let name = text.asName
        for arguments in [
            ["--\(name)"], [name], ["publish", "--\(name)=\(name)"], ["publish", "--output", name],
            ["publish", "--jobs", name], ["publish", name], ["synth", "--parameter", name],
            ["publish", "--destination", name], ["synth", "--destination", name], ["publish", "--manifest", name],
            ["synth", "--references", name], ["fingerprint", name], ["lint", name], ["bundle", name, "-o", name],
            ["synth", "--out", "none/\(name)"], ["publish", "--output=json", "--\(name)"],
        ] {
            let output = try await Program.run(arguments, in: directory)
            output.expectUnforged()
            #expect(output.status != 0)
        }
    }
}

extension JSON {
    /// All texts in the value, at any depth.
    fileprivate var texts: [String] {
        switch self {
        case .string(let text): [text]
        case .array(let elements): elements.flatMap(\.texts)
        case .object(let members): members.values.flatMap(\.texts)
        case .null, .bool, .integer, .number: []
        }
    }
}

/// Texts of servers and of the environment in messages.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct ForgedServerTextTests {
    private static let texts = HostileText.allCases

    private static func xml(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.flatMap { scalar in Array("&#\(max(scalar.value, 1));".unicodeScalars) }
            )
        )
    }

    @Test(arguments: texts, ["--quiet", "--verbose"])
    func errorsOfServers(text: HostileText, option: String) async throws {
        let server = try FaultServer.shared()
        let raw = text.rawValue
        for body in [
            "<Error><Code>\(Self.xml(raw))</Code><Message>\(Self.xml(raw))</Message><RequestId>\(Self.xml(raw))</RequestId></Error>",
            "<Error><Code>AccessDenied</Code><Message>\(Self.xml(raw))</Message><Endpoint>\(Self.xml(raw))</Endpoint></Error>",
            "<Error><Code>\(raw)</Code><Message>\(raw)</Message></Error>", "forged\n\(raw)",
        ] {
            let fault: JSON = ["status": 403, "body": .string(body)]
            let bucket = try await server.makeBucket(["script": .array(Array(repeating: fault, count: 20))])
            let project = try TestProject.writeWeights(
                destinations: TestProject.destination(bucket: bucket),
                byteCount: 10
            )
            let output = try await Program.run(
                ["publish", option],
                in: project.directory,
                environment: [
                    "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1",
                    "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:\(server.port)",
                ]
            )
            output.expectUnforged()
            #expect(output.status == 1, "\(output.standardError)")
        }
    }

    @Test(arguments: texts)
    func valuesOfTheEnvironment(text: HostileText) async throws {
        let project = try TestProject.writeWeights(
            destinations: "destinations: { a: { bucket: bucket } }\n",
            byteCount: 10
        )
        let configuration = "[profile \(text.rawValue)]\nregion = \(text.rawValue)\n[\(text.rawValue)\n"
        let file = project.directory.appending("configuration")
        try FileNode.file(Array(configuration.utf8)).write(to: file)
        for (name, value) in [
            ("AWS_REGION", text.asName), ("AWS_PROFILE", text.asName), ("AWS_ENDPOINT_URL_S3", "http://\(text.asName)"),
            ("AWS_CONFIG_FILE", file.string), ("AWS_MAX_ATTEMPTS", text.asName), ("AWS_CA_BUNDLE", "/\(text.asName)"),
        ] {
            let environment = ["AWS_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true"]
            let output = try await Program.run(
                ["publish"],
                in: project.directory,
                environment: environment.merging([name: value]) { $1 }
            )
            output.expectUnforged()
            #expect(output.status != 0)
        }
    }
}
