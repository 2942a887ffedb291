import Assets
import Foundation
import Hashing
import Manifests
import SystemPackage
import Testing
import TestSupport

/// References that a team shares: each destination has its own address, and nothing depends on the machine.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct SharedReferencesTests {
    private static let directory = "project"

    /// Writes a project of the assets `artifacts/a` and `artifacts/b` with local destinations.
    private func write(
        destinations: [String] = ["dev", "prod"],
        assets: [String] = ["a", "b"],
        to name: String = directory
    ) throws -> TestProject {
        let stores = destinations.map { "  \($0): { store: .sageassets/\($0) }\n" }.joined()
        let models = assets.map { asset in
            """
              \(asset.uppercased()):
                containers:
                  - image: { fromEcrRepository: { repositoryName: scorer, tag: v1 } }
                    modelData: { fromAsset: artifacts/\(asset) }

            """
        }
        let manifest = "version: 1\ndestinations:\n\(stores)models:\n\(models.joined())"
        let files: FileNode = [
            "sageassets.yaml": .file(Array(manifest.utf8)),
            "artifacts": ["a": ["config.json": "{}"], "b": ["config.json": "[]"]],
        ]
        return TestProject(directory: try files.write(to: TemporaryDirectory.path.appending(name)))
    }

    private func run(_ arguments: String..., in project: TestProject) async throws -> Tool.Output {
        try await Program.run(arguments, in: project.directory)
    }

    private func references(of project: TestProject) throws -> FilePath {
        project.directory.appending("sageassets.references.json")
    }

    private func change(_ project: TestProject) throws {
        try ("{\"changed\": 1}" as FileNode).write(to: project.directory.appending("artifacts/a/config.json"))
    }

    @Test func oneDestinationMovesOnWhileTheOtherStays() async throws {
        let project = try write()
        #expect(try await run("publish", in: project).status == 0)
        let template = try await run("synth", "--destination", "prod", in: project)
        #expect(!template.standardError.contains("warning: "))
        #expect(try await run("fingerprint", "--check", in: project).status == 0)

        try change(project)
        #expect(try await run("publish", "--destination", "dev", in: project).status == 0)
        let behind = try await run("synth", "--destination", "prod", in: project)
        #expect(behind.status == 0)
        #expect(behind.standardOutput == template.standardOutput)
        // Which of the two is newer is not known, and so neither is told to be behind.
        let references = try References(json: try #require(project.references))
        let addresses = try ["dev", "prod"].map { name in
            try #require(references[AssetKey("artifacts/a"), name]).address.description.prefix(12)
        }
        #expect(
            behind.standardError.hasPrefix(
                "warning: 'artifacts/a' is \(addresses[1]) at 'prod', and \(addresses[0]) at 'dev': one of the two is behind\n"
            ),
            "\(behind.standardError)"
        )
        let ahead = try await run("synth", "--destination", "dev", in: project)
        #expect(
            ahead.standardError.hasPrefix(
                "warning: 'artifacts/a' is \(addresses[0]) at 'dev', and \(addresses[1]) at 'prod': one of the two is behind\n"
            ),
            "\(ahead.standardError)"
        )
        #expect(try await run("synth", "--destination", "prod", "--quiet", in: project).standardError == "")

        let check = try await run("fingerprint", "--check", in: project)
        #expect(check.status == 3)
        #expect(check.standardError.contains("differs: artifacts/a (prod)"), "\(check.standardError)")
        #expect(!check.standardError.contains("artifacts/b"))
        #expect(try await run("fingerprint", "--check", "--destination", "dev", in: project).status == 0)
        #expect(try await run("fingerprint", "--check", "--destination", "prod", in: project).status == 3)
        #expect(try await run("fingerprint", "--check", "--destination", "other", in: project).status == 64)
        let json = try await run("fingerprint", "--check", "--output", "json", in: project)
        #expect(json.standardOutput.contains("\"differsAt\": [\n        \"prod\"\n      ]"), "\(json.standardOutput)")

        #expect(try await run("publish", "--destination", "prod", in: project).status == 0)
        #expect(try await run("fingerprint", "--check", in: project).status == 0)
        let same = try await run("synth", "--destination", "prod", in: project)
        #expect(!same.standardError.contains("warning: "))
        #expect(same.standardOutput != template.standardOutput)
    }

    @Test func destinationWithoutAPublicationDiffers() async throws {
        let project = try write()
        #expect(try await run("publish", "--destination", "dev", in: project).status == 0)
        let check = try await run("fingerprint", "--check", in: project)
        #expect(check.status == 3)
        #expect(check.standardError.contains("differs: artifacts/a (prod): the references do not have it"))
        #expect(try await run("synth", "--destination", "prod", in: project).status == 1)
    }

    @Test func twoClonesWriteTheSameFile() async throws {
        let first = try write()
        #expect(try await run("publish", in: first).status == 0)
        let text = try #require(first.references)
        #expect(!text.contains(TemporaryDirectory.path.string))
        #expect(text.contains("\"uri\": \".sageassets/dev/"))

        let second = try write(to: "elsewhere/deep/clone")
        try FileNode.file(Array(text.utf8)).write(to: references(of: second))
        let before = try FileManager.default.attributesOfItem(atPath: references(of: second).string)
        let published = try await run("publish", in: second)
        #expect(published.status == 0, "\(published.standardError)")
        #expect(second.references == text)
        let after = try FileManager.default.attributesOfItem(atPath: references(of: second).string)
        // A file that was replaced has another inode.
        #expect(after[.systemFileNumber] as? Int == before[.systemFileNumber] as? Int)
        #expect(after[.modificationDate] as? Date == before[.modificationDate] as? Date)
    }

    @Test func whatTheManifestNoLongerHasIsDropped() async throws {
        let project = try write()
        #expect(try await run("publish", in: project).status == 0)
        _ = try write(destinations: ["dev"], assets: ["b"])
        let kept = try await run("publish", "--keep", in: project)
        #expect(kept.status == 0)
        #expect(!kept.standardError.contains("dropped"))
        #expect(project.references?.contains("artifacts/a") == true)
        let planned = try await run("publish", "--dry-run", in: project)
        #expect(planned.standardError.contains("to be dropped: artifacts/a"), "\(planned.standardError)")
        #expect(project.references?.contains("artifacts/a") == true)

        let published = try await run("publish", "--output", "json", in: project)
        #expect(published.status == 0)
        #expect(published.standardError.contains("dropped: artifacts/a (dev, prod): the manifest no longer has it"))
        #expect(published.standardError.contains("dropped: destination 'prod' with 1 asset: the manifest no longer"))
        let document = try JSONSerialization.jsonObject(with: Data(published.standardOutput.utf8)) as? [String: Any]
        let dropped = document?["dropped"] as? [[String: String]]
        #expect(
            dropped?.map { "\($0["asset"] ?? "") \($0["destination"] ?? "")" } == [
                "artifacts/a dev", "artifacts/a prod", "artifacts/b prod",
            ]
        )
        #expect(project.references?.contains("artifacts/a") == false)
        #expect(project.references?.contains("prod") == false)
        #expect(try await run("publish", in: project).standardError.contains("dropped") == false)
    }

    /// A publish to one destination drops nothing of the others.
    @Test func partialPublishKeepsOtherDestinations() async throws {
        let project = try write()
        #expect(try await run("publish", in: project).status == 0)
        let text = project.references
        #expect(try await run("publish", "--destination", "dev", in: project).status == 0)
        #expect(project.references == text)
    }

    @Test func mergeConflictIsResolvedByPublish() async throws {
        let project = try write()
        #expect(try await run("publish", in: project).status == 0)
        let ours = try #require(project.references)
        try change(project)
        #expect(try await run("publish", "--destination", "dev", in: project).status == 0)
        let theirs = try #require(project.references)
        let conflict = "<<<<<<< HEAD\n\(ours)=======\n\(theirs)>>>>>>> branch\n"
        try FileNode.file(Array(conflict.utf8)).write(to: references(of: project))
        for command in [["synth", "--destination", "dev"], ["fingerprint", "--check"]] {
            let output = try await Program.run(command, in: project.directory)
            #expect(output.status == 1)
            #expect(output.standardError.contains("sageassets.references.json:1:1: "), "\(output.standardError)")
            #expect(output.standardError.contains("hint: run 'sageassets publish'"), "\(output.standardError)")
        }
        #expect(project.references == conflict)
        let published = try await run("publish", "--destination", "prod", in: project)
        #expect(published.status == 0, "\(published.standardError)")
        #expect(published.standardError.contains("warning: sageassets.references.json:1:1: "))
        #expect(published.standardError.contains("dropped: artifacts/a (dev): the sides of the merge conflict differ"))
        #expect(try await run("publish", "--destination", "dev", in: project).status == 0)
        #expect(try await run("fingerprint", "--check", in: project).status == 0)
    }

    @Test func addressOfOneRunWithTheObjectOfAnotherIsRefused() async throws {
        let project = try write()
        #expect(try await run("publish", in: project).status == 0)
        let text = try #require(project.references)
        let address = try #require(text.firstMatch(of: /"address": "([0-9a-f]{64})"/)?.1)
        let other = String(repeating: "0", count: 64)
        let mixed = text.replacing("\"address\": \"\(address)\"", with: "\"address\": \"\(other)\"", maxReplacements: 1)
        try FileNode.file(Array(mixed.utf8)).write(to: references(of: project))
        for command in [["synth", "--destination", "dev"], ["fingerprint", "--check"]] {
            let output = try await Program.run(command, in: project.directory)
            #expect(output.status == 1)
            #expect(output.standardOutput == "")
            #expect(output.standardError.contains("which is not the object of address \(other)"))
        }
        #expect(try await run("publish", in: project).status == 0)
        #expect(project.references == text)
    }

    @Test func assetThatStandsTwiceIsRefused() async throws {
        let project = try write()
        #expect(try await run("publish", in: project).status == 0)
        let twice = try #require(project.references).replacing("\"artifacts/b\"", with: "\"artifacts/a\"")
        try FileNode.file(Array(twice.utf8)).write(to: references(of: project))
        for command in [["synth", "--destination", "dev"], ["fingerprint", "--check"], ["publish"]] {
            let output = try await Program.run(command, in: project.directory)
            #expect(output.status == 1)
            #expect(output.standardError.contains("duplicate name 'artifacts/a'"), "\(output.standardError)")
        }
    }

    @Test(arguments: [["synth", "--destination", "dev"], ["fingerprint", "--check"]])
    func missingReferencesFileIsBadUsage(command: [String]) async throws {
        let project = try write()
        let output = try await Program.run(command + ["--references", "none.json"], in: project.directory)
        #expect(output.status == 64)
        #expect(output.standardOutput == "")
        #expect(output.standardError.contains("no references file at 'none.json'"))
    }

    /// An object that cannot be referenced is not sent.
    @Test func unwritableReferencesAreFoundBeforeAnythingIsSent() async throws {
        let project = try write()
        try FileNode.directory([:]).write(to: project.directory.appending("folder"))
        for path in ["folder", "none/r.json"] {
            let output = try await run("publish", "--references", path, in: project)
            #expect(output.status == 1)
            #expect(output.standardError.contains(path == "folder" ? "folder" : "none"), "\(output.standardError)")
        }
        #expect(!FileManager.default.fileExists(atPath: project.directory.appending(".sageassets").string))
    }

    /// Version 1 had absolute URIs and one address for all destinations.
    @Test func firstVersionIsReadAndWrittenAsTheSecond() async throws {
        let project = try write()
        #expect(try await run("publish", in: project).status == 0)
        let second = try #require(project.references)
        let first = try Self.firstVersion(of: second, directory: "/home/somebody/project")
        try FileNode.file(first).write(to: references(of: project))
        let template = try await run("synth", "--destination", "dev", in: project)
        #expect(template.status == 0, "\(template.standardError)")
        #expect(try await run("fingerprint", "--check", in: project).status == 0)
        #expect(try await run("publish", in: project).status == 0)
        #expect(project.references == second)
    }

    private static func firstVersion(of text: String, directory: String) throws -> [UInt8] {
        let document = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        var assets = try #require(document?["assets"] as? [String: [String: Any]])
        for (key, asset) in assets {
            var destinations = try #require(asset["destinations"] as? [String: [String: Any]])
            for (name, reference) in destinations {
                assets[key]?["address"] = reference["address"]
                destinations[name]?["address"] = nil
                var object = try #require(reference["modelData"] as? [String: Any])
                object["uri"] = "file://\(directory)/\(object["uri"] as? String ?? "")"
                destinations[name]?["modelData"] = object
            }
            assets[key]?["destinations"] = destinations
        }
        let first: [String: Any] = ["assets": assets, "schema": "sageassets/references/v1"]
        return Array(try JSONSerialization.data(withJSONObject: first))
    }
}
