import Foundation
import SystemPackage
import Testing
import TestSupport

/// Output on standard output and standard error.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct OutputTests {
    @Test(arguments: [[:], ["NO_COLOR": "1"]])
    func onlyResultsGoToStandardOutput(environment: [String: String]) async throws {
        let project = try TestProject.write(weights: 1000)
        let output = try await Program.run(
            ["publish", "--images", "context"],
            in: project.directory,
            environment: environment
        )
        #expect(output.status == 0)
        #expect(output.standardError.hasPrefix("sent \(TestProject.assets.count) assets ("))
        #expect(output.standardError.split(separator: "\n").count == 1)
        let lines = output.standardOutput.split(separator: "\n")
        #expect(lines.count == TestProject.assets.count)
        #expect(lines.allSatisfy { $0.hasPrefix("sent  local  ") && $0.hasSuffix(".tar.gz") }, "\(lines)")
        // Nothing is drawn without a terminal.
        #expect(!(output.standardOutput + output.standardError).contains("\u{1B}"))
    }

    @Test func quietSilencesAllButResultsAndErrors() async throws {
        let project = try TestProject.write(weights: 1000)
        try FileManager.default.removeItem(atPath: project.directory.appending("sageassets.yaml").string)
        let loud = try await Program.run(["init", "--manifest", "a.yaml"], in: project.directory)
        #expect(loud.standardError.contains("sageassets publish"))
        let quiet = try await Program.run(["init", "--quiet", "--manifest", "b.yaml"], in: project.directory)
        #expect(quiet.standardError == "")
        #expect(quiet.standardOutput.contains("b.yaml"))
        let failing = try await Program.run(["init", "--quiet", "--manifest", "b.yaml"], in: project.directory)
        #expect(failing.standardError.hasPrefix("error: "))
    }

    @Test(arguments: StoreUnderTest.onServers)
    func verboseLogsRequests(store: StoreUnderTest) async throws {
        let workspace = try await store.makeWeights(byteCount: 1000)
        let verbose = try await workspace.publish("--verbose")
        #expect(verbose.status == 0)
        #expect(verbose.standardError.contains("PutObject"))
        #expect(verbose.standardError.contains("status=200"))
        #expect(try await workspace.publish("--quiet").standardError == "")
    }

    @Test(arguments: [
        ["publish", "--images", "context", "--output", "json"],
        ["publish", "--images", "context", "--dry-run", "--output", "json"], ["synth", "--output", "json"],
        ["fingerprint", "--output", "json"], ["fingerprint", "artifacts/copy", "--output", "json"],
        ["bundle", "artifacts/copy", "-o", "x", "--output", "json"], ["lint", "--output", "json"],
        ["init", "--manifest", "x", "--output", "json"],
    ])
    func jsonOutputIsOneObject(arguments: [String]) async throws {
        let project = try TestProject.write(weights: 1000)
        #expect(try await Program.run(["publish", "--images", "context"], in: project.directory).status == 0)
        let output = try await Program.run(arguments, in: project.directory)
        #expect(output.status == 0, "\(output.standardError)")
        #expect(try JSONSerialization.jsonObject(with: Data(output.standardOutput.utf8)) is [String: Any])
        #expect(output.standardOutput.hasSuffix("}\n"))
        switch arguments.first {
        case "init": break
        // The images of the project were never built.
        case "synth":
            let lines = output.standardError.split(separator: "\n")
            #expect(lines.allSatisfy { $0.hasPrefix("warning: ") || $0.hasPrefix("  hint: ") })
        default: #expect(output.standardError == "")
        }
    }

    @Test(arguments: [
        ["publish", "--images", "context"], ["publish", "--images", "context", "--output", "json"],
        ["publish", "--images", "context", "--dry-run"], ["synth"], ["fingerprint"],
        ["fingerprint", "artifacts/copy"], ["bundle", "artifacts/copy", "-o", "x"], ["lint"],
    ])
    func fullStandardOutputIsAnError(arguments: [String]) async throws {
        let project = try TestProject.write(weights: 1000)
        #expect(try await Program.run(["publish", "--images", "context"], in: project.directory).status == 0)
        let output = try await Program.run(arguments, in: project.directory, standardOutput: "/dev/full")
        #expect(output.status == 1)
        #expect(output.standardError.contains("error: "))
        #expect(output.standardError.contains("standard output"))
        #expect(output.standardError.contains("No space left"))
    }

    @Test(arguments: [["--help"], ["--version"], ["publish", "--help"], ["--generate-completion-script", "bash"]])
    func helpThatCannotBePrintedIsAnError(arguments: [String]) async throws {
        let output = try await Program.run(arguments, in: TemporaryDirectory.path, standardOutput: "/dev/full")
        #expect(output.status == 1)
        #expect(output.standardError.contains("standard output"))
        let whole = try await Program.run(arguments, in: TemporaryDirectory.path)
        #expect(whole.status == 0)
        #expect(whole.standardOutput.count > 4)
        #expect(whole.standardError == "")
    }

    @Test(
        arguments: [
            (["asset", "-o", "asset/b.tgz"], 64), (["asset", "-o", "b.tgz", "--index", "asset/sub/i.json"], 64),
            (["asset", "--image", "-o", "asset/b.tgz"], 64), (["asset", "-o", "asset/b.tgz", "--dry-run"], 0),
            (["asset", "-o", "asset/left-out.tgz"], 0), (["asset", "-o", "asset-b.tgz", "--index", "i.json"], 0),
        ] as [([String], Int32)]
    )
    func bundleIsNotWrittenIntoItsAsset(arguments: [String], status: Int32) async throws {
        let files: FileNode = [
            "asset": [
                "Dockerfile": "FROM scratch", "sub": ["x": "x"], ".sageassetsignore": "left-out.tgz\n",
                ".dockerignore": "left-out.tgz\n",
            ]
        ]
        try files.write(to: TemporaryDirectory.path)
        for _ in 0..<2 {
            let output = try await Program.run(["bundle"] + arguments, in: TemporaryDirectory.path)
            #expect(output.status == status, "\(output.standardError)")
            #expect(output.standardError.contains("would be a part of the asset 'asset'") == (status != 0))
        }
    }

    @Test func namesOfAllCharactersAreAccepted() async throws {
        let directory = TemporaryDirectory.path.appending("a b/\u{1F600} c'd")
        let files: FileNode = [
            "dir e": [
                "x y.yaml": """
                version: 1
                models:
                  Model:
                    containers:
                      - image: { fromEcrRepository: { repositoryName: repo, tag: t } }
                        modelData: { fromAsset: "my model #1/ü%20 v" }
                """,
                "my model #1": ["ü%20 v": ["a file": "x", "ö\n": "y"]],
            ]
        ]
        try files.write(to: directory)
        let arguments = ["--manifest", "dir e/x y.yaml"]
        let output = try await Program.run(
            ["publish", "--images", "context", "--output", "json"] + arguments,
            in: directory
        )
        let published = try PublishOutput(output)
        #expect(published.status == 0, "\(published.standardError)")
        #expect(published.sent == ["my model #1/ü%20 v"])
        let project = TestProject(directory: directory.appending("dir e"))
        #expect(project.references != nil)
        #expect(project.storedNames.count == 2)
        // The URI names the object, whatever characters its path has.
        let uri = try #require(published.report.sent?.first?.uri)
        #expect(FileManager.default.fileExists(atPath: try #require(URL(string: uri)).path))
        #expect(try await Program.run(["fingerprint", "--check"] + arguments, in: directory).status == 0)
        #expect(try await Program.run(["synth"] + arguments, in: directory).status == 0)
    }

    @Test func errorsHaveNoControlCharacters() async throws {
        let files: FileNode = ["sageassets.yaml": "version: 1\nmodels:\n  \"A\\e[2J\\x9bB\": 1\n"]
        try files.write(to: TemporaryDirectory.path)
        let output = try await Program.run(["synth"], in: TemporaryDirectory.path)
        #expect(output.status == 5)
        #expect(output.standardError.contains(#"A\u{1b}[2J\u{9b}B"#), "\(output.standardError)")
        let isCommand = { (scalar: Unicode.Scalar) in
            scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
        }
        #expect(!output.standardError.unicodeScalars.contains(where: isCommand))
    }

    @Test func referencesFileCanBeChosen() async throws {
        let project = try TestProject.write(weights: 1000)
        let references = TemporaryDirectory.path.appending("other.json")
        let arguments = ["--references", references.string]
        #expect(
            try await Program.run(["publish", "--images", "context"] + arguments, in: project.directory).status == 0
        )
        #expect(project.references == nil)
        #expect(FileManager.default.fileExists(atPath: references.string))
        #expect(try await Program.run(["synth"] + arguments, in: project.directory).status == 0)
        #expect(try await Program.run(["synth"], in: project.directory).status == 1)
    }
}
