import Foundation
import Manifests
import SageMaker
import SystemPackage
import Testing
import TestSupport

/// The way of a new user from `init` to a template.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct ProjectRunTests {
    private static let linter =
        "import sys; from cfnlint.runner import main; sys.argv[0] = 'cfn-lint'; sys.exit(main())"
    private static let hasLinter = (try? Tool.run(Tool.python, ["-c", "import cfnlint, yaml"]).status) == 0

    private func writeAssets() throws -> FilePath {
        let files: FileNode = [
            "containers": ["scorer": ["Dockerfile": "FROM scratch\n"]],
            "models": [
                "scorer": ["model.onnx": "weights", "config.json": "{}"],
                "my other: model": ["model.pt": "weights"],
                "2nd.tar.gz": .file(TestProject.archive),
            ],
        ]
        return try files.write(to: TemporaryDirectory.path.appending("fresh"))
    }

    @Test(.enabled(if: hasLinter, "cfn-lint is not installed; run ci/setup"))
    func initPublishAndSynthYieldTemplate() async throws {
        let directory = try writeAssets()
        for arguments in [["init"], ["publish", "--images", "context"], ["synth", "-o", "template.json"]] {
            let output = try await Program.run(arguments, in: directory)
            #expect(output.status == 0, "\(arguments): \(output.standardError)")
        }
        let yaml = "import sys, yaml; assert list(yaml.safe_load(open(sys.argv[1]))) == ['version', 'models']"
        let check = try Tool.run(Tool.python, ["-c", yaml, "sageassets.yaml"], in: directory)
        #expect(check.status == 0, "\(check.standardError)")
        let lint = try Tool.run(
            Tool.python,
            ["-c", Self.linter, "--include-checks", "I", "--", "template.json"],
            in: directory
        )
        #expect(lint.standardOutput == "")
        #expect(lint.status == 0, "\(lint.standardError)")
        // The printed template equals the written one.
        let printed = try await Program.run(["synth"], in: directory)
        let written = try String(contentsOfFile: directory.appending("template.json").string, encoding: .utf8)
        #expect(printed.standardOutput == written)
    }

    @Test func initDryRunPrintsManifest() async throws {
        let directory = try writeAssets()
        let planned = try await Program.run(["init", "--dry-run"], in: directory)
        #expect(planned.status == 0)
        #expect(!FileManager.default.fileExists(atPath: directory.appending("sageassets.yaml").string))
        #expect(try await Program.run(["init"], in: directory).status == 0)
        let written = try String(contentsOfFile: directory.appending("sageassets.yaml").string, encoding: .utf8)
        #expect(planned.standardOutput == written)
        for path in ["containers/scorer", "models/scorer", "\"models/my other: model\"", "models/2nd.tar.gz"] {
            #expect(written.contains("fromAsset: \(path) }"), "\(path) in \(written)")
        }
    }

    /// Names that are something else to YAML without quotes, and those that make the same name of a model.
    @Test func initWritesNamesThatYAMLReadsAsTexts() async throws {
        let names = ["0o17", "1e3", "a b", "a-b", "aB2", "null", "on", "x\\y\"z", "~"]
        let files = Dictionary(uniqueKeysWithValues: names.map { ($0, ["model.pt": "x"] as FileNode) })
        let directory = try FileNode.directory(files).write(to: TemporaryDirectory.path.appending("fresh"))
        let output = try await Program.run(["init", "--dry-run"], in: directory)
        let project = try Project(yaml: output.standardOutput)
        #expect(project.assets.map(\.source.path).sorted() == names.sorted())
        #expect(project.models.count == names.count)
    }

    @Test func commentedExamplesOfInitAreValid() async throws {
        let written = try await Program.run(["init", "--dry-run"], in: try writeAssets()).standardOutput
        let lines = written.split(separator: "\n").map { line in
            line.wholeMatch(of: /# (destinations:|endpointConfigs:|endpoints:|  .*)/).map { $0.1 } ?? line
        }
        let project = try Project(yaml: lines.joined(separator: "\n"))
        #expect(project.destinations.map(\.name) == ["staging"])
        #expect(project.endpointConfigs.count == 1)
        #expect(project.endpoints.count == 1)
    }

    @Test func initKeepsExistingManifest() async throws {
        let directory = try writeAssets()
        try ("mine" as FileNode).write(to: directory.appending("sageassets.yaml"))
        let output = try await Program.run(["init"], in: directory)
        #expect(output.status == 1)
        #expect(try String(contentsOfFile: directory.appending("sageassets.yaml").string, encoding: .utf8) == "mine")
    }

    @Test func initInEmptyDirectoryIsAnError() async throws {
        let output = try await Program.run(["init"], in: TemporaryDirectory.path)
        #expect(output.status == 1)
        #expect(output.standardError.contains("no Dockerfile and no model artifact"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: TemporaryDirectory.path.string) == [])
    }

    @Test func synthReportsAllUnpublishedAssets() async throws {
        let project = try TestProject.write(weights: 1000)
        let output = try await Program.run(["synth"], in: project.directory)
        #expect(output.status == 1)
        #expect(output.standardOutput == "")
        for asset in TestProject.assets { #expect(output.standardError.contains("'\(asset)'"), "\(asset)") }
        #expect(output.standardError.contains("sageassets publish"))
    }

    @Test func synthRejectsFileThatIsNoArchive() async throws {
        let project = try TestProject.writeWeights(byteCount: 100)
        let path = project.directory.appending("sageassets.yaml")
        let manifest = try String(contentsOfFile: path.string, encoding: .utf8)
        let file = manifest.replacing("artifacts/weights", with: "artifacts/weights/model.bin")
        try FileNode.file(Array(file.utf8)).write(to: path)
        #expect(try await Program.run(["publish", "--images", "context"], in: project.directory).status == 0)
        let output = try await Program.run(["synth"], in: project.directory)
        #expect(output.status == 5)
        #expect(output.standardError.contains("artifacts/weights/model.bin"))
    }
}
