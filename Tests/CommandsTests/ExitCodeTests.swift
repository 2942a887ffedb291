import Foundation
import SystemPackage
import Testing
import TestSupport

/// Exit codes and outputs, on which scripts rely.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct ExitCodeTests {
    /// A command line that fails, its exit code, and a text of its error.
    struct Failure: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let status: Int32
        let error: String
        var manifest: String?

        var testDescription: String { arguments.joined(separator: " ") }
    }

    private static let unknownProperty = """
        version: 1
        models:
          Model:
            container: [{ image: { fromEcrRepository: { repositoryName: repo, tag: t } } }]
        """
    private static let brokenRule = """
        version: 1
        models:
          Model:
            modelName: "not_a_name"
            containers: [{ image: { fromEcrRepository: { repositoryName: repo, tag: t } } }]
        """
    private static let missingAsset = """
        version: 1
        models:
          Model:
            containers:
              - image: { fromEcrRepository: { repositoryName: repo, tag: t } }
                modelData: { fromAsset: artifacts/none }
        """
    private static let badRegion = """
        version: 1
        destinations: { staging: { bucket: acme-ml-assets, region: "no region" } }
        models: {}
        """

    /// Failures, reported in text and in JSON.
    private static let failures = [
        Failure(arguments: ["publish", "--manifest", "none.yaml"], status: 64, error: "none.yaml"),
        Failure(arguments: ["fingerprint", "nothing/here"], status: 1, error: "nothing/here"),
        Failure(arguments: ["lint", "nothing/here"], status: 1, error: "nothing/here"),
        Failure(arguments: ["bundle", "nothing/here", "-o", "x"], status: 1, error: "nothing/here"),
        Failure(arguments: ["bundle", "artifacts/model.tar.gz", "-o", "x"], status: 1, error: "only directories"),
        Failure(arguments: ["bundle", "artifacts/weights", "-o", "none/x"], status: 1, error: "none"),
        Failure(arguments: ["synth"], status: 1, error: "artifacts/weights"),
        Failure(arguments: ["synth", "--destination", "locl"], status: 64, error: "locl"),
        Failure(arguments: ["publish", "--destination", "locl"], status: 64, error: "locl"),
        Failure(arguments: ["init"], status: 1, error: "sageassets.yaml"),
        Failure(arguments: ["publish"], status: 5, error: "containers", manifest: unknownProperty),
        Failure(arguments: ["fingerprint"], status: 5, error: "containers", manifest: unknownProperty),
        Failure(arguments: ["lint"], status: 5, error: "containers", manifest: unknownProperty),
        Failure(arguments: ["publish"], status: 5, error: "region", manifest: badRegion),
        Failure(arguments: ["publish"], status: 5, error: "version", manifest: "version: 2\nmodels: {}\n"),
        Failure(arguments: ["publish"], status: 5, error: "sageassets.yaml", manifest: "models: [\n"),
        Failure(arguments: ["publish"], status: 5, error: "modelName", manifest: brokenRule),
        Failure(arguments: ["synth"], status: 5, error: "modelName", manifest: brokenRule),
        Failure(arguments: ["publish"], status: 5, error: "artifacts/none", manifest: missingAsset),
        Failure(arguments: ["publish", "--dry-run"], status: 5, error: "artifacts/none", manifest: missingAsset),
        Failure(arguments: ["fingerprint"], status: 5, error: "artifacts/none", manifest: missingAsset),
        Failure(arguments: ["lint"], status: 5, error: "artifacts/none", manifest: missingAsset),
    ]

    private func write(_ failure: Failure) throws -> TestProject {
        let project = try TestProject.write(weights: 1000)
        if let manifest = failure.manifest {
            try FileNode.file(Array(manifest.utf8)).write(to: project.directory.appending("sageassets.yaml"))
        }
        return project
    }

    @Test(arguments: failures)
    func failureIsReportedOnStandardError(failure: Failure) async throws {
        let project = try write(failure)
        let output = try await Program.run(failure.arguments, in: project.directory)
        #expect(output.status == failure.status)
        #expect(output.standardOutput == "")
        let lines = output.standardError.split(separator: "\n")
        let errors = lines.filter { $0.hasPrefix("error: ") }
        #expect(errors.count == 1, "\(output.standardError)")
        #expect(output.standardError.contains(failure.error), "\(output.standardError)")
        #expect(lines.count <= 2, "\(output.standardError)")
        #expect(project.references == nil)
    }

    @Test(arguments: failures)
    func failureIsAnErrorObjectInJSON(failure: Failure) async throws {
        let project = try write(failure)
        let output = try await Program.run(failure.arguments + ["--output", "json"], in: project.directory)
        #expect(output.status == failure.status)
        let document = try JSONSerialization.jsonObject(with: Data(output.standardOutput.utf8)) as? [String: Any]
        let found = try #require(document.flatMap(Self.error), "\(output.standardOutput)")
        #expect((found["message"] as? String)?.isEmpty == false)
        #expect(found["exit"] as? Int == Int(failure.status))
        #expect(output.standardError.contains("error: "))
    }

    /// The first error object anywhere in a document.
    private static func error(in document: [String: Any]) -> [String: Any]? {
        if let error = document["error"] as? [String: Any] { return error }
        return document.values.lazy.compactMap { ($0 as? [[String: Any]])?.lazy.compactMap(error).first }.first
    }

    @Test(arguments: [
        ["publish", "--no-such-option"], ["no-such-command"], ["publish", "--jobs", "0"],
        ["publish", "--jobs", "many"],
        ["publish", "--quiet", "--verbose"], ["publish", "--output", "yaml"], ["bundle", "x"],
        ["bundle", "artifacts/weights", "-o", "x", "--compression", "best"], ["publish", "--compression", ""],
        ["synth", "--format", "x"],
        ["fingerprint", "--check", "x"], ["fingerprint", "--image"],
    ])
    func usageErrorExitsWith64(arguments: [String]) async throws {
        let output = try await Program.run(arguments, in: TemporaryDirectory.path)
        #expect(output.status == 64)
        #expect(output.standardOutput == "")
        #expect(output.standardError.lowercased().contains("error:"))
        #expect(output.standardError.contains("Usage:") || output.standardError.contains("--help"))
    }

    @Test(arguments: [["--help"], ["publish", "--help"], ["--version"], ["help", "synth"]])
    func helpGoesToStandardOutput(arguments: [String]) async throws {
        let output = try await Program.run(arguments, in: TemporaryDirectory.path)
        #expect(output.status == 0)
        #expect(!output.standardOutput.isEmpty)
        #expect(output.standardError == "")
    }

    @Test func misspelledPropertyHasSuggestion() async throws {
        let project = try write(Failure(arguments: [], status: 64, error: "", manifest: Self.unknownProperty))
        let output = try await Program.run(["publish", "--images", "context"], in: project.directory)
        #expect(output.standardError.contains("models.Model.container: "), "\(output.standardError)")
        #expect(output.standardError.contains("did you mean 'containers'"), "\(output.standardError)")
    }

    @Test(arguments: [[], ["--output", "json"]])
    func checkExitsWith3IfAnAssetDiffers(format: [String]) async throws {
        let project = try TestProject.write(weights: 1000)
        let check = ["fingerprint", "--check"] + format
        let unpublished = try await Program.run(check, in: project.directory)
        #expect(unpublished.status == 3)
        #expect(try await Program.run(["publish", "--images", "context"], in: project.directory).status == 0)
        let same = try await Program.run(check, in: project.directory)
        #expect(same.status == 0, "\(same.standardError)")
        #expect(same.standardError == "")
        try ("[]" as FileNode).write(to: project.directory.appending("artifacts/weights/config.json"))
        let changed = try await Program.run(check, in: project.directory)
        #expect(changed.status == 3)
        #expect(changed.standardError.contains("artifacts/weights"))
        #expect(!changed.standardError.contains("artifacts/copy"))
        #expect(changed.standardError.contains("sageassets publish"))
        // A missing asset is an error of the manifest, not a difference.
        try FileManager.default.removeItem(atPath: project.directory.appending("artifacts/copy").string)
        #expect(try await Program.run(check, in: project.directory).status == 5)
    }
}
