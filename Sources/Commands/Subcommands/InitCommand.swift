internal import ArgumentParser
internal import Basics
internal import Foundation
internal import SystemPackage

/// The command `sageassets init`.
struct InitCommand: OutputCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a commented manifest for the models found in this directory.",
        discussion: """
            Searches for Dockerfile directories and model artifacts, three directories deep. Never replaces an existing \
            manifest.
            """
    )

    @Option(help: ArgumentHelp("The manifest to write.", valueName: "file"), completion: .yaml)
    var manifest = "sageassets.yaml"

    @Flag(help: "Print the manifest instead of writing it.")
    var dryRun = false

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let path = FilePath(manifest)
        let directory = path.removingLastComponent()
        let project = try ProjectScan.scan(directory.isEmpty ? "." : directory)
        guard !project.isEmpty else {
            throw CommandError.nothingFound(directory: directory.isEmpty ? "." : "\(directory)")
        }
        let text = ManifestTemplate(project).text
        if dryRun { return try Console.print(document: text) }
        // Written aside and linked: a manifest that appears meanwhile is not replaced either.
        let file = try TemporaryFile(in: directory)
        try file.write(Array(text.utf8).span.bytes)
        guard try file.commit(to: path, onConflict: .keep) else { throw CommandError.manifestExists(manifest) }
        switch output.format {
        case .text:
            try Console.print("wrote  \(manifest)")
            if !output.quiet { Console.note("Look it over, then run 'sageassets publish'.") }
        case .json:
            let json: JSON = [
                "artifacts": .array(project.artifacts.map { .string($0) }),
                "images": .array(project.images.map { .string($0) }),
                "manifest": .string(manifest),
            ]
            try Console.print(json: json.indented)
        }
    }
}
