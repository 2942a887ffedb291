import Foundation
import SystemPackage
import Testing
import TestSupport

/// The project's own directory as an asset: a Dockerfile beside the manifest is the usual case.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct ProjectRootTests {
    private var root: FilePath { TemporaryDirectory.path.appending("project") }

    private func write(destinations: String = "", data: Bool = false) throws {
        let container =
            data
            ? "{ image: { fromEcrRepository: { repositoryName: scorer, tag: t } }, modelData: { fromAsset: . } }"
            : "{ image: { fromAsset: . } }"
        let manifest = "version: 1\n\(destinations)models:\n  M: { containers: [\(container)] }\n"
        let files: FileNode = [
            "Dockerfile": "FROM scratch\n", "sageassets.yaml": .file(Array(manifest.utf8)), "config.json": "{}",
        ]
        try files.write(to: root)
    }

    /// Runs the program with its cache in the project.
    private func run(_ arguments: String..., in directory: FilePath? = nil) async throws -> Tool.Output {
        let environment = ["XDG_CACHE_HOME": root.appending("home/.cache").string]
        return try await Program.run(arguments, in: directory ?? root, environment: environment)
    }

    @Test(arguments: [
        "", "destinations: { dev: { store: build/dev }, prod: { store: ./build/../build/prod } }\n",
    ])
    func nothingThatIsWrittenTakesPart(destinations: String) async throws {
        try write(destinations: destinations)
        let first = try await run("fingerprint")
        let names = destinations.isEmpty ? ["local"] : ["dev", "prod"]
        // The store of a destination that is not published to now does not take part either.
        for name in names {
            let published = try await run(
                "publish",
                "--images",
                "context",
                "--destination",
                name,
                "--compression",
                "small"
            )
            #expect(published.status == 0, "\(published.standardError)")
        }
        for (format, file) in [
            ("cloudformation", "template.json"), ("cloudformation", "template.yaml"), ("terraform", "main.tf.json"),
            ("boto3", "calls.json"),
        ] {
            let options = file.hasSuffix("yaml") ? ["--yaml"] : []
            let parameters = ["AWS::Region=eu-west-1", "AWS::AccountId=123456789012", "AssetRepository=r"]
            let synth =
                ["synth", "--format", format, "-o", file, "--destination", names[0]] + options
                + (format == "boto3" ? parameters.flatMap { ["--parameter", $0] } : [])
            let output = try await Program.run(synth, in: root)
            #expect(output.status == 0, "\(file): \(output.standardError)")
        }
        #expect(try await run("fingerprint").standardOutput == first.standardOutput)
        let check = try await run("fingerprint", "--check")
        #expect(check.status == 0, "\(check.standardError)")
        let again = try await run("publish", "--images", "context")
        #expect(again.status == 0, "\(again.standardError)")
        #expect(!again.standardOutput.contains("sent"), "\(again.standardOutput)")
    }

    /// A template that is not recognized would change the asset that it is a template of.
    @Test(arguments: [
        ("stack.txt", 64), ("stack.tmpl", 64), ("new/stack.j2", 64), ("./new/../stack.txt", 64),
        ("STACK.JSON", 0), ("stack", 0), ("new/t.yaml", 0), ("../stack.txt", 0), (".sageassets/t.txt", 0),
        ("left-out.txt", 0),
    ])
    func templateWithAnotherNameIsRefused(file: String, status: Int32) async throws {
        try write()
        try FileNode.directory([".dockerignore": "left-*\n", "new": ["f": "1"]]).write(to: root)
        #expect(try await run("publish", "--images", "context").status == 0)
        let first = try await run("fingerprint").standardOutput
        let output = try await run("synth", "--out", file)
        #expect(output.status == status, "\(output.standardError)")
        let message = "error: the template '\(file)' would be a part of the asset '.'"
        #expect(output.standardError.hasPrefix(message) == (status != 0), "\(output.standardError)")
        #expect(try await run("fingerprint").standardOutput == first)
        // From elsewhere, too, and printed it is in nobody's way.
        let elsewhere = try await run(
            "synth",
            "--manifest",
            "\(root)/sageassets.yaml",
            "--dry-run",
            "--out",
            file,
            in: "/"
        )
        #expect(elsewhere.status == 0, "\(elsewhere.standardError)")
    }

    @Test func manifestTakesPart() async throws {
        try write()
        let first = try await run("fingerprint")
        try write(destinations: "destinations: { other: { store: .sageassets/other } }\n")
        #expect(try await run("fingerprint").standardOutput != first.standardOutput)
    }

    /// The same address from a clone elsewhere, reached through a link, where nothing was written yet.
    @Test(arguments: [false, true])
    func everyMachineHasTheSameAddress(data: Bool) async throws {
        try write(data: data)
        for _ in 0..<2 {
            let published = try await run("publish", "--images", "context", "--no-lint")
            #expect(published.status == 0, "\(published.standardError)")
        }
        let clone = TemporaryDirectory.path.appending("elsewhere")
        let files = ["Dockerfile", "sageassets.yaml", "config.json"]
        try FileManager.default.createDirectory(atPath: clone.string, withIntermediateDirectories: true)
        for file in files {
            try FileManager.default.copyItem(
                atPath: root.appending(file).string,
                toPath: clone.appending(file).string
            )
        }
        try FileNode.link("elsewhere").write(to: TemporaryDirectory.path.appending("alias"))
        let published = try await run(
            "publish",
            "--images",
            "context",
            "--no-lint",
            in: TemporaryDirectory.path.appending("alias")
        )
        #expect(published.status == 0, "\(published.standardError)")
        let texts = [root, clone].map {
            try? String(contentsOfFile: $0.appending("sageassets.references.json").string, encoding: .utf8)
        }
        #expect(texts[0] == texts[1])
        #expect(texts[0] != nil)
    }

    @Test func referencesWithAnotherNameDoNotTakePart() async throws {
        try write()
        try FileNode.directory([:]).write(to: root.appending("refs"))
        for file in ["refs/mine", "other.json"] {
            #expect(try await run("publish", "--images", "context", "--references", file).status == 0)
            #expect(try await run("fingerprint", "--check", "--references", file).status == 0)
            #expect(
                try await run("publish", "--images", "context", "--references", file).standardOutput.hasPrefix("found")
            )
        }
    }

    /// The file changes while it is part of the asset.
    @Test(arguments: [["publish", "--images", "context"], ["fingerprint"], ["fingerprint", "--check"]])
    func outputInTheAssetIsRefused(command: [String]) async throws {
        try write()
        for file in [root.appending("out"), TemporaryDirectory.path.appending("out")] {
            try ("" as FileNode).write(to: file)
        }
        let output = try await Program.run(command, in: root, standardOutput: root.appending("out"))
        #expect(output.status == 1)
        #expect(output.standardError.contains("out', which is part of the asset"), "\(output.standardError)")
        #expect(!FileManager.default.fileExists(atPath: root.appending(".sageassets").string))
        try FileManager.default.removeItem(atPath: root.appending("out").string)
        let other = TemporaryDirectory.path.appending("out")
        let outside = try await Program.run(["publish", "--images", "context"], in: root, standardOutput: other)
        #expect(outside.status == 0, "\(outside.standardError)")
    }
}
