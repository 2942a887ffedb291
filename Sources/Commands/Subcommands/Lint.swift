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
            try await subjects().boundedMap(width: output.jobs) { subject in
                do {
                    let found = try subject.source.find()
                    let report = try subject.linter.lint(kind: found.kind, tree: found.tree)
                    return LintRendering.Outcome(path: subject.path, report: .success(report))
                } catch {
                    try Task.checkCancellation()
                    return LintRendering.Outcome(path: subject.path, report: .failure(error))
                }
            }
        }
        try LintRendering(format: output.format).show(outcomes)
    }

    /// What to look at, what to call it, and who judges it.
    private struct Subject: Sendable {
        let path: String
        let source: AssetSource
        let linter: ArtifactLinter
    }

    private func subjects() throws -> [Subject] {
        let form = uncompressed ? ArtifactListing.Form.uncompressed : .compressed
        guard paths.isEmpty else {
            return paths.map { Subject(path: $0, source: .artifact(FilePath($0)), linter: ArtifactLinter(form: form)) }
        }
        let definitions = try project.readProject()
        let own = definitions.modelDataOfOwnImages
        return definitions.assets.filter { $0.kind == .modelData }.map { asset in
            Subject(
                path: asset.key.description,
                source: asset.source(in: project.directory),
                linter: ArtifactLinter(form: form, isForOwnImage: own.contains(asset.key))
            )
        }
    }
}
