internal import ArgumentParser
internal import Basics
internal import Lint
internal import Manifests
internal import Publishing
internal import SageMaker
internal import Staging
internal import SystemPackage

/// The command `sageassets lint`.
struct Lint: OutputCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tells what SageMaker would do with model artifacts, and how to mend them.",
        discussion: """
            Looks at names only, of directories and of what is in a .tar.gz: top folders, misplaced code, links, hostile \
            names, damage, and what the containers of the frameworks want. Without paths, the model data of the manifest is \
            looked at. Exits with 5 if anything is found that SageMaker would fail on; warnings do not count.
            """
    )

    @Argument(help: ArgumentHelp("Model artifacts: .tar.gz files or directories.", valueName: "path"))
    var paths: [String] = []

    @Flag(help: "The artifacts are to be published uncompressed, as S3Prefix.")
    var uncompressed = false

    @OptionGroup var project: ProjectOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let outcomes = try await output.withThreads {
            try await subjects().boundedMap(width: output.jobs) { [uncompressed] path, source in
                let linter = ArtifactLinter(form: uncompressed ? .uncompressed : .compressed)
                do {
                    let found = try source.find()
                    return LintRendering.Outcome(
                        path: path,
                        report: .success(try linter.lint(kind: found.kind, tree: found.tree))
                    )
                } catch {
                    try Task.checkCancellation()
                    return LintRendering.Outcome(path: path, report: .failure(error))
                }
            }
        }
        try LintRendering(format: output.format).show(outcomes)
    }

    /// What to look at, and what to call it.
    private func subjects() throws -> [(path: String, source: AssetSource)] {
        guard paths.isEmpty else { return paths.map { ($0, .artifact(FilePath($0))) } }
        return try project.readProject().assets.filter { $0.kind == .modelData }.map { asset in
            (asset.key.description, asset.source(in: project.directory))
        }
    }
}
