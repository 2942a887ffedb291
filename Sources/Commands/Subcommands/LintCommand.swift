internal import ArgumentParser
internal import Assets
internal import Basics
internal import Lint
internal import Manifests
internal import Publishing
internal import SageMaker
internal import Staging
internal import SystemPackage

/// The command `sageassets lint`.
struct LintCommand: OutputCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Check model artifacts for layouts that SageMaker would reject.",
        discussion: """
            Checks the names in directories and .tar.gz files: top folders, misplaced code, links, unsafe names, damaged \
            archives, and the layouts that the containers of the frameworks require. Without paths, checks the model data \
            of the manifest. Exits with 5 if there are errors; warnings do not count.
            """
    )

    @Argument(
        help: ArgumentHelp("Model artifacts: .tar.gz files or directories.", valueName: "path"),
        completion: .file()
    )
    var paths: [String] = []

    @Flag(help: "Check the artifacts as published uncompressed, as an S3Prefix.")
    var uncompressed = false

    @OptionGroup var project: ProjectOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let document = paths.isEmpty ? try project.readDocument() : nil
        let items = items(of: document)
        // A directory that is linted may be that of the manifest.
        let own = project.ownFiles(of: document?.project)
        let outcomes = try await output.withThreads {
            try await items.boundedMap(width: output.jobs) { item in
                do {
                    if let problem = item.problem { throw problem }
                    let found = try item.options.walk(at: item.location, own: own)
                    let format = uncompressed && found.format == .bundle ? .prefix : found.format
                    let report = try item.linter.lint(found.tree, as: format)
                    return LintRendering.Outcome(path: item.path, report: .success(report))
                } catch {
                    try Task.checkCancellation()
                    return LintRendering.Outcome(path: item.path, report: .failure(error))
                }
            }
        }
        try LintRendering(format: output.format).show(outcomes)
    }

    /// An artifact to check, with the name to print and the linter that fits its use.
    private struct Item: Sendable {
        let path: String
        let location: FilePath
        let options: AssetSource.Options
        let linter: ArtifactLinter
        /// The error of a path of the manifest that leads nowhere.
        var problem: ManifestError?
    }

    private func items(of document: ProjectDocument?) -> [Item] {
        guard let document else {
            return paths.map {
                Item(path: $0, location: FilePath($0), options: .modelData(), linter: ArtifactLinter())
            }
        }
        let definitions = document.project
        let problems = document.problems(in: project.directory)
        let uses = definitions.artifactUses
        return definitions.assets.filter { $0.kind == .modelData }.map { asset in
            Item(
                path: asset.key.description,
                location: asset.source.location(in: project.directory),
                options: asset.source.options,
                linter: ArtifactLinter(use: uses[asset.key] ?? ArtifactUse()),
                problem: problems[asset.source]
            )
        }
    }
}
