internal import ArgumentParser
internal import Basics
internal import Manifests
internal import Publishing
internal import SageMaker
internal import Staging
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

            The format boto3 is a JSON object with the keyword arguments of each call, by operation and definition. boto3 \
            has no parameters: give missing values, such as AWS::Region and AWS::AccountId, with --parameter.
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
        let values = try TemplateParameters(parameters)
        if let file, !dryRun { try definitions.checkAssets(without: file, in: project.directory) }
        let input = SynthesisInput(
            definitions,
            destination: destination,
            references: references,
            parameters: values.parameters
        )
        let (text, command) = try template(input, at: destination, region: values.region, account: values.account)
        if let file, !dryRun {
            try TemporaryFile.write(text, to: FilePath(file))
        } else {
            try Console.print(document: text)
        }
        guard !output.quiet else { return }
        OtherVersions(of: definitions, at: destination.name, in: references)?.note()
        for image in try input.missingImages() { image.note(at: destination.name) }
        guard output.format == .text, !dryRun else { return }
        if let command { Console.note("next: \(command)") }
    }

    /// Returns the template, and the command that deploys it.
    private func template(
        _ input: SynthesisInput,
        at destination: Destination,
        region: String?,
        account: String?
    ) throws -> (text: String, command: String?) {
        let steps = { (standardName: String) in
            NextSteps(destination: destination, file: file, named: standardName, directory: project.directory)
        }
        switch format {
        case .cloudformation:
            let template = try CloudFormationTemplate(input)
            let text = yaml ? template.yaml : template.text
            let steps = steps(yaml ? "template.yaml" : "template.json")
            return (text, steps.deployment(of: template, byteCount: text.utf8.count))
        case .terraform:
            return (try TerraformConfiguration(input).text, steps("main.tf.json").application)
        case .boto3:
            return (try BotoArguments(input, region: region, account: account).text, nil)
        }
    }
}

extension Project {
    /// Throws if a template at a path would be a part of an asset.
    fileprivate func checkAssets(without file: String, in directory: FilePath) throws(CommandError) {
        let asset = assets.first { $0.source.wouldContain(templateAt: FilePath(file), in: directory) }
        if let asset { throw .templateInAsset(file, asset: "\(asset.key)") }
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
