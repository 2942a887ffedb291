internal import ArgumentParser
internal import Basics
internal import Manifests
internal import Publishing
internal import SageMaker
internal import SystemPackage

/// The command `sageassets synth`.
struct SynthCommand: OutputCommand {
    enum TemplateFormat: String, ExpressibleByArgument, CaseIterable {
        case cloudformation, terraform, boto3
    }

    static let configuration = CommandConfiguration(
        commandName: "synth",
        abstract: "Print the template for the definitions and the published assets.",
        discussion: """
            Reads only the manifest and the references file: no network, no assets. For a local destination the \
            template takes the parameters AssetBucket, AssetPrefix and AssetRepository.

            The format boto3 is a JSON object with the keyword arguments of each call, by operation and definition. It has \
            no parameters: what it needs and the destination does not say is given with '--parameter', among it \
            AWS::Region and AWS::AccountId.
            """
    )

    @Option(help: "The kind of template.")
    var format: TemplateFormat = .cloudformation

    @Flag(help: "Print a CloudFormation template in YAML.")
    var yaml = false

    @Option(help: ArgumentHelp("The destination whose objects the template names.", valueName: "name"))
    var destination: String?

    @Option(
        name: .customLong("parameter"),
        help: ArgumentHelp(
            "Make AssetBucket, AssetPrefix or AssetRepository a parameter, with a value to begin with; may be repeated.",
            valueName: "name[=value]"
        )
    )
    var parameters: [String] = []

    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: ArgumentHelp("Write the template to a file instead of standard output.", valueName: "file"),
        completion: .file()
    )
    var file: String?

    @Flag(help: "Print the template, and write nothing.")
    var dryRun = false

    @OptionGroup var project: ProjectOptions
    @OptionGroup var output: OutputOptions

    static var otherSingleOptions: [String] { ["--destination"] }

    func validate() throws {
        if yaml, format != .cloudformation { throw ValidationError("'--yaml' is for '--format cloudformation' only.") }
        let values = try TemplateParameters(parameters)
        if format != .boto3, values.region != nil || values.account != nil {
            throw ValidationError("AWS::Region and AWS::AccountId are for '--format boto3' only: a template asks AWS.")
        }
    }

    func run() async throws {
        let definitions = try project.readProject()
        let destination = try definitions.destination(named: destination)
        let references = try project.readReferences(of: definitions)
        let text = try template(definitions, destination, references)
        if let file, !dryRun {
            try TemporaryFile.write(text, to: FilePath(file))
        } else {
            try Console.print(document: text)
        }
        if !output.quiet { OtherVersions(of: definitions, at: destination.name, in: references)?.note() }
    }

    private func template(
        _ definitions: Project,
        _ destination: Destination,
        _ references: References
    ) throws -> String {
        let values = try TemplateParameters(parameters)
        switch format {
        case .cloudformation:
            let template = try CloudFormationTemplate(
                definitions,
                destination: destination,
                references: references,
                parameters: values.parameters
            )
            return yaml ? template.yaml : template.text
        case .terraform:
            return try TerraformConfiguration(
                definitions,
                destination: destination,
                references: references,
                parameters: values.parameters
            ).text
        case .boto3:
            return try BotoArguments(
                definitions,
                destination: destination,
                references: references,
                parameters: values.parameters,
                region: values.region,
                account: values.account
            ).text
        }
    }
}

/// The values of `--parameter`.
private struct TemplateParameters {
    private(set) var parameters: [Parameter: String?] = [:]
    private(set) var region: String?
    private(set) var account: String?

    init(_ arguments: [String]) throws {
        for argument in arguments {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let value = parts.count > 1 ? parts[1] : nil
            switch (parts[0], value) {
            case ("AWS::Region", let value?): region = value
            case ("AWS::AccountId", let value?): account = value
            case (let name, _):
                guard let parameter = Parameter(rawValue: name) else {
                    let known = Parameter.allCases.map(\.rawValue) + ["AWS::Region=…", "AWS::AccountId=…"]
                    let all = known.joined(separator: ", ")
                    throw ValidationError("There is no parameter '\(argument)'; there are \(all).")
                }
                parameters[parameter] = .some(value)
            }
        }
    }
}
