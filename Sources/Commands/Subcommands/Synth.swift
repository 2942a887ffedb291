internal import ArgumentParser
internal import Basics
internal import Manifests
internal import Publishing
internal import SageMaker
internal import SystemPackage

/// The command `sageassets synth`.
struct Synth: OutputCommand {
    enum TemplateFormat: String, ExpressibleByArgument, CaseIterable {
        case cloudformation
    }

    static let configuration = CommandConfiguration(
        abstract: "Prints the template that the definitions and the references make.",
        discussion: """
            Needs no network and no assets: only the manifest and the references file. For a local destination the \
            template takes the parameters AssetBucket, AssetPrefix and AssetRepository.
            """
    )

    @Option(help: "The kind of template.")
    var format: TemplateFormat = .cloudformation

    @Option(help: ArgumentHelp("The destination whose objects the template names.", valueName: "name"))
    var destination: String?

    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: ArgumentHelp("Write the template to a file instead of standard output.", valueName: "file")
    )
    var file: String?

    @Flag(help: "Print the template, and write nothing.")
    var dryRun = false

    @OptionGroup var project: ProjectOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let definitions = try project.readProject()
        let template = try CloudFormationTemplate(
            definitions,
            destination: definitions.destination(named: destination),
            references: project.referencesFile.read()
        )
        if let file, !dryRun {
            try TemporaryFile.write(template.text, to: FilePath(file))
        } else {
            try Console.print(document: template.text)
        }
    }
}
