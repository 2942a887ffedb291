import Foundation
import SystemPackage
import Testing
import TestSupport

/// The command `sageassets lint`.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct LintTests {
    private static let nested: FileNode = [
        "minilm": ["config.json": "{}", "model.safetensors": "x", "tokenizer.json": "{}"]
    ]

    /// Files that are linted, the exit code, and the lines of the output.
    private static let cases: [(files: FileNode, status: Int32, lines: [String])] = [
        (
            ["a": ["config.json": "{}", "model.safetensors": "x", "tokenizer.json": "{}"]], 0,
            ["a: 3 names: Hugging Face (config.json, model.safetensors, tokenizer.json)"]
        ),
        (
            ["a": ["model.joblib": "x"]], 0,
            [
                "a: 1 name: scikit-learn (model.joblib)", "a: warning: no-inference-code: model.joblib: ",
                "  hint: add 'code/inference.py'",
            ]
        ),
        (
            ["a": nested], 5,
            [
                "a: 4 names: Hugging Face (minilm/config.json, minilm/model.safetensors, minilm/tokenizer.json)",
                "a: error: nested-top-folder: minilm/: ", "  hint: publish the folder 'minilm'",
            ]
        ),
        (
            ["a": nested, "b.bin": "x"], 5,
            [
                "a: 4 names: ", "a: error: nested-top-folder: minilm/: ", "  hint: ",
                "b.bin: 0 names, not all: no known layout", "b.bin: warning: not-gzip: ", "  hint: ",
            ]
        ),
    ]

    @Test(arguments: cases)
    func diagnosticsArePrintedWithTheirHints(files: FileNode, status: Int32, lines: [String]) async throws {
        try files.write(to: TemporaryDirectory.path)
        guard case .directory(let names) = files else { return }
        let output = try await Program.run(["lint"] + names.keys.sorted(), in: TemporaryDirectory.path)
        #expect(output.status == status)
        #expect(output.standardError == "")
        let printed = output.standardOutput.split(separator: "\n")
        #expect(printed.count == lines.count, "\(output.standardOutput)")
        for (printed, line) in zip(printed, lines) { #expect(printed.hasPrefix(line), "\(printed)") }
    }

    @Test func manifestAssetsAreLintedByDefault() async throws {
        let project = try TestProject.write(weights: 1000)
        let output = try await Program.run(["lint"], in: project.directory)
        #expect(output.status == 0)
        let paths = output.standardOutput.split(separator: "\n").compactMap { $0.split(separator: ":").first }
        #expect(paths.map(String.init).sorted() == TestProject.assets)
    }

    @Test func dockerfileDirectoriesAreLinted() async throws {
        let files: FileNode = ["a": ["Dockerfile": "FROM scratch\n", ".env": "TOKEN=x\n", "serve.py": "print()\n"]]
        try files.write(to: TemporaryDirectory.path)
        let output = try await Program.run(["lint", "--image", "a"], in: TemporaryDirectory.path)
        #expect(output.status == 0)
        let lines = output.standardOutput.split(separator: "\n")
        #expect(lines.count == 3)
        for (line, start) in zip(
            lines,
            ["a: 3 names: a Dockerfile directory", "a: warning: secret-in-context: .env: ", "  hint: leave"]
        ) {
            #expect(line.hasPrefix(start), "\(line)")
        }
        #expect(try await Program.run(["lint", "--image"], in: TemporaryDirectory.path).status == 64)
    }

    @Test func ignoredFilesAreNotLinted() async throws {
        let files: FileNode = ["a": ["x": "x", "._x": "x", ".sageassetsignore": "**/._*\n.sageassetsignore"]]
        try files.write(to: TemporaryDirectory.path)
        let output = try await Program.run(["lint", "a"], in: TemporaryDirectory.path)
        #expect(output.standardOutput == "a: 1 name: no known layout\n")
    }

    @Test func jsonHasAllDiagnostics() async throws {
        let files: FileNode = ["a": Self.nested, "model.tar.gz": "no gzip"]
        try files.write(to: TemporaryDirectory.path)
        let arguments = ["lint", "a", "model.tar.gz", "none", "--output", "json"]
        let output = try await Program.run(arguments, in: TemporaryDirectory.path)
        // Failures of different kinds exit with the general status.
        #expect(output.status == 1)
        let document = try JSONSerialization.jsonObject(with: Data(output.standardOutput.utf8)) as? [String: Any]
        let artifacts = try #require(document?["artifacts"] as? [[String: Any]])
        #expect(artifacts.map { $0["path"] as? String } == ["a", "model.tar.gz", "none"])
        let layout = artifacts[0]["layout"] as? [String: Any]
        #expect(layout?["framework"] as? String == "Hugging Face")
        #expect(layout?["folder"] as? String == "minilm")
        #expect(artifacts[0]["whole"] as? Bool == true)
        let diagnostic = (artifacts[0]["diagnostics"] as? [[String: Any]])?.first
        #expect(diagnostic?["code"] as? String == "nested-top-folder")
        #expect(diagnostic?["severity"] as? String == "error")
        #expect(diagnostic?["member"] as? String == "minilm/")
        #expect((diagnostic?["fix"] as? String)?.isEmpty == false)
        #expect(((artifacts[1]["diagnostics"] as? [[String: Any]])?.first)?["code"] as? String == "not-gzip")
        #expect((artifacts[2]["error"] as? [String: Any])?["exit"] as? Int == 1)
    }

    @Test func uncompressedModelDataHasOtherRules() async throws {
        let files: FileNode = ["a": ["x": "x", " ": "x"]]
        try files.write(to: TemporaryDirectory.path)
        #expect(try await Program.run(["lint", "a"], in: TemporaryDirectory.path).status == 0)
        let output = try await Program.run(["lint", "--uncompressed", "a"], in: TemporaryDirectory.path)
        #expect(output.status == 5)
        #expect(output.standardOutput.contains("error: blank-name"))
    }
}

/// The lint of `sageassets publish`: artifacts that SageMaker would fail on.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct PublishLintTests {
    private static let bad = "artifacts/copy"

    /// A project in which one asset has everything in a top folder.
    private func writeProject(destinations: String = "") throws -> Workspace {
        let project = try TestProject.write(destinations: destinations, weights: 1000)
        let folder: FileNode = ["m": ["config.json": "{}", "model.safetensors": "x", "vocab.txt": "a"]]
        try FileManager.default.removeItem(atPath: project.directory.appending(Self.bad).string)
        try folder.write(to: project.directory.appending(Self.bad))
        return Workspace(project)
    }

    @Test func onlyArtifactWithErrorsIsNotPublished() async throws {
        let workspace = try writeProject()
        let published = try await workspace.publish()
        #expect(published.status == 5)
        #expect(published.sent == TestProject.assets.filter { $0 != Self.bad })
        #expect(published.report.failed?.map(\.asset) == [Self.bad])
        #expect(published.errors.map(\.exit) == [5])
        #expect(published.errorLines.count == 1)
        #expect(published.errorLines[0].contains("nested-top-folder: m/"), "\(published.standardError)")
        #expect(workspace.project.references?.contains(Self.bad) == false)
        #expect(workspace.project.storedNames.count == 2 * published.sent.count)
    }

    @Test func dryRunReportsTheSameErrors() async throws {
        let workspace = try writeProject()
        let planned = try await workspace.publish("--dry-run")
        #expect(planned.status == 5)
        #expect(planned.report.plan?.map(\.asset).sorted() == TestProject.assets.filter { $0 != Self.bad })
        #expect(planned.errors.map(\.exit) == [5])
    }

    @Test func unlintedArtifactIsPublishedAndThenFound() async throws {
        let workspace = try writeProject()
        let unlinted = try await workspace.publish("--no-lint")
        #expect(unlinted.status == 0)
        #expect(unlinted.sent == TestProject.assets)
        #expect(unlinted.report.warnings?.isEmpty == true)
        let linted = try await workspace.publish()
        #expect(linted.status == 0)
        #expect(linted.found == TestProject.assets)
        #expect(linted.standardError == "")
    }

    @Test func modelDataOfCustomImageHasWarningsOnly() async throws {
        let project = try TestProject.write(weights: 1000)
        let weights = project.directory.appending("artifacts/weights")
        try FileManager.default.removeItem(atPath: weights.string)
        let folder: FileNode = ["m": ["config.json": "{}", "model.safetensors": "x", "vocab.txt": "a"]]
        try folder.write(to: weights)
        let lint = try await Program.run(["lint"], in: project.directory)
        #expect(lint.status == 0)
        #expect(lint.standardOutput.contains("artifacts/weights: warning: nested-top-folder: m/"))
        let published = try await Workspace(project).publish()
        #expect(published.status == 0)
        #expect(published.report.warnings?.map(\.diagnostic.code) == ["nested-top-folder"])
        // By its path alone it is linted for SageMaker's containers.
        #expect(try await Program.run(["lint", "artifacts/weights"], in: project.directory).status == 5)
    }

    @Test func errorIsReportedOnceForSeveralDestinations() async throws {
        let destinations = "destinations:\n  a: { store: a }\n  b: { store: b }\n"
        let workspace = try writeProject(destinations: destinations)
        let both = try await workspace.publish()
        #expect(both.status == 5)
        #expect(both.errorLines.count == 1)
        // Once published, it is found.
        #expect(try await workspace.publish("--no-lint", "--destination", "a").status == 0)
        let again = try await workspace.publish()
        #expect(again.status == 5)
        #expect(again.found.filter { $0 == Self.bad } == [Self.bad])
        #expect(again.report.failed?.map(\.destination) == ["b"])
        #expect(again.sent == [])
    }

    @Test(arguments: [[], ["--quiet"], ["--dry-run"]])
    func warningIsReportedOnceAndDoesNotStopPublication(arguments: [String]) async throws {
        let project = try TestProject.write(weights: 1000)
        try ("x" as FileNode).write(to: project.directory.appending("artifacts/copy/._x"))
        let output = try await Program.run(
            ["publish", "--images", "context", "--output", "json"] + arguments,
            in: project.directory
        )
        #expect(output.status == 0)
        let published = try PublishOutput(output)
        #expect(published.report.warnings?.map(\.asset) == ["artifacts/copy"])
        #expect(published.report.warnings?.map(\.diagnostic.code) == ["mac-metadata"])
        let warnings = published.standardError.split(separator: "\n").filter { $0.hasPrefix("warning: ") }
        #expect(warnings.count == (arguments == ["--quiet"] ? 0 : 1))
        #expect(warnings.allSatisfy { $0.hasPrefix("warning: artifacts/copy: mac-metadata: ._x: ") })
    }

    /// Replaces an asset, which must not be published then, except without the lint.
    @Test(arguments: ["directory", "empty files", "file", "archive"])
    func emptyArtifactIsAnError(kind: String) async throws {
        let project = try TestProject.write(weights: 1000)
        let asset = kind == "file" || kind == "archive" ? "artifacts/model.tar.gz" : "artifacts/copy"
        let path = project.directory.appending(asset)
        try FileManager.default.removeItem(atPath: path.string)
        switch kind {
        case "directory": try FileNode.directory([:]).write(to: path)
        case "empty files": try FileNode.directory(["a": "", "b": ["c": ""]]).write(to: path)
        case "file": try FileNode.file([]).write(to: path)
        default:
            let output = try Tool.run("tar", ["-czf", path.string, "-T", "/dev/null"], in: project.directory)
            try #require(output.status == 0)
        }
        let workspace = Workspace(project)
        let published = try await workspace.publish()
        #expect(published.status == 5)
        #expect(published.sent == TestProject.assets.filter { $0 != asset })
        #expect(published.standardError.contains("\(asset): empty-artifact: "), "\(published.standardError)")
        #expect(try await workspace.publish("--no-lint").status == 0)
    }

    @Test(arguments: ["model.tgz", "MODEL.TAR.GZ", "Model.Tgz"])
    func archiveIsPublishedUnderItsSuffix(name: String) async throws {
        let project = try TestProject.write(weights: 1000)
        let manifest = project.directory.appending("sageassets.yaml")
        let text = try String(contentsOfFile: manifest.string, encoding: .utf8)
        try FileNode.file(Array(text.replacing("model.tar.gz", with: name).utf8)).write(to: manifest)
        let artifacts = project.directory.appending("artifacts")
        try FileManager.default.moveItem(
            atPath: artifacts.appending("model.tar.gz").string,
            toPath: artifacts.appending(name).string
        )
        let published = try await Workspace(project).publish()
        #expect(published.status == 0, "\(published.standardError)")
        #expect(published.report.warnings?.isEmpty == true)
        #expect(project.storedNames.allSatisfy { $0.hasSuffix(".tar.gz") || $0.hasSuffix(".index.json") })
        let template = try await Program.run(["synth"], in: project.directory)
        #expect(template.status == 0, "\(template.standardError)")
    }

    @Test(arguments: [true, false])
    func nonArchiveIsAnErrorOnlyIfNamedAsArchive(isCalledOne: Bool) async throws {
        let project = try TestProject.write(weights: 1000)
        let manifest = project.directory.appending("sageassets.yaml")
        let text = try String(contentsOfFile: manifest.string, encoding: .utf8)
        let name = isCalledOne ? "artifacts/x.tar.gz" : "artifacts/x.bin"
        try FileNode.file(TestProject.random(2000)).write(to: project.directory.appending(name))
        try FileNode.file(Array(text.replacing("artifacts/model.tar.gz", with: name).utf8)).write(to: manifest)
        let published = try await Workspace(project).publish()
        #expect(published.status == (isCalledOne ? 5 : 0))
        #expect(published.sent.contains(name) == !isCalledOne)
        #expect(published.standardError.contains("\(isCalledOne ? "error" : "warning"): \(name): not-gzip"))
    }
}
