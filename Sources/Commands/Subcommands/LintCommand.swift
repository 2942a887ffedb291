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
        abstract: "Check model artifacts and Dockerfile directories for what SageMaker would fail on.",
        discussion: """
            Checks the names in directories and .tar.gz files: top folders, misplaced code, links, unsafe names, damaged \
            archives, and the layouts that the containers of the frameworks require; and the names in Dockerfile \
            directories, for keys and passwords. Without paths, checks the assets of the manifest. Exits with 5 if there \
            are errors; warnings do not count.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Model artifacts: .tar.gz files or directories; or Dockerfile directories, with --image.",
            valueName: "path"
        ),
        completion: .file()
    )
    var paths: [String] = []

    @Flag(help: "Check the artifacts as published uncompressed, as an S3Prefix.")
    var uncompressed = false

    @Flag(help: "Treat the paths as Dockerfile directories.")
    var image = false

    @OptionGroup var project: ProjectOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !(image && paths.isEmpty) else { throw ValidationError("--image says what the paths are: name some") }
    }

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
                    return item.outcome(.success(try report(on: found, item.linter)))
                } catch {
                    try Task.checkCancellation()
                    return item.outcome(.failure(error))
                }
            }
        }
        try LintRendering(format: output.format).show(outcomes)
    }

    private func report(on found: WalkedAsset, _ linter: ArtifactLinter) throws -> LintReport {
        guard found.format != .image else { return ImageLinter().report(on: found) }
        return try linter.lint(found.tree, as: uncompressed && found.format == .bundle ? .prefix : found.format)
    }

    /// An asset to check, with the name to print and the linter that fits its use.
    private struct Item: Sendable {
        let path: String
        let location: FilePath
        let options: AssetSource.Options
        let linter: ArtifactLinter
        /// The error of a path of the manifest that leads nowhere.
        var problem: ManifestError?

        func outcome(_ report: Result<LintReport, any Error>) -> LintRendering.Outcome {
            LintRendering.Outcome(path: path, kind: options.kind, report: report)
        }
    }

    private func items(of document: ProjectDocument?) -> [Item] {
        guard let document else {
            return paths.map {
                Item(
                    path: $0,
                    location: FilePath($0),
                    options: image ? .image() : .modelData(),
                    linter: ArtifactLinter()
                )
            }
        }
        let definitions = document.project
        let problems = document.problems(in: project.directory)
        let uses = definitions.artifactUses
        return definitions.assets.map { asset in
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
