internal import AWSNames
public import Basics
public import Manifests

/// The Terraform configuration of a project, in Terraform's JSON syntax: the content of a file `main.tf.json`.
///
/// The same project, destination and references give the same bytes. A definition's resource is called as it is, so that
/// reordering definitions or adding others changes nothing about it. A model or an endpoint configuration without a name
/// of its own is made anew when its content changes: the endpoint moves to the new one, and the old one goes. The region
/// and the account are those of the `aws` provider that the configuration is given.
public struct TerraformConfiguration: Sendable, Hashable {
    /// The configuration.
    public let json: JSON

    /// The configuration's text: JSON with two spaces of indentation and a newline at the end.
    public var text: String { json.indented }

    /// Makes the configuration.
    ///
    /// For an S3 destination it names the objects themselves. For a local one it has the variables `asset_bucket`,
    /// `asset_prefix` and `asset_repository`, those that it needs, and is applied after the store was copied there.
    ///
    /// - Parameters:
    ///   - project: The definitions.
    ///   - destination: The destination whose objects are named: the project's only one if nil.
    ///   - references: What was published.
    ///   - parameters: What is a variable though the destination says it, so that the configuration serves several
    ///     workspaces, with the values where none is given: those of the destination if nil.
    /// - Throws: `SageMakerError.notInLanguage` with what Terraform's AWS provider has no argument for; else as
    ///   `CloudFormationTemplate`.
    public init(
        _ project: Project,
        destination: Destination? = nil,
        references: References = References(),
        parameters: [Parameter: String?] = [:]
    ) throws(SageMakerError) {
        let graph = try ResourceGraph(
            project,
            destination: destination,
            references: references,
            parameters: parameters
        )
        let writer = try TerraformWriter(graph)
        let declarations = graph.parameters.map { parameter in
            (parameter.variableName, parameter.declaration(default: graph.parameterValues[parameter]))
        }
        let accounts = DeepLearningAccounts.byRegion.mapValues { JSON.string($0) }
        json = .object(compacting: [
            "data": .section(writer.dataSources.map { ($0, ["current": [:]]) }),
            "locals": graph.needsDeepLearningAccounts
                ? .object([TerraformWriter.deepLearningAccounts: .object(accounts)]) : nil,
            "output": .section(graph.outputs(writer)),
            "resource": .section(writer.resources.map { ($0, .object($1)) }),
            "terraform": [
                "required_providers": ["aws": ["source": "hashicorp/aws", "version": .string(Self.providerVersion)]]
            ],
            "variable": .section(declarations),
        ])
    }

    /// The versions of the AWS provider that have all arguments: the last to come was a model's
    /// `additional_model_data_source`, in 6.22.0.
    private static let providerVersion = "~> 6.22"
}

extension JSON {
    /// A part of a configuration, left out if there is nothing in it.
    fileprivate static func section(_ members: [(String, JSON)]) -> JSON? {
        members.isEmpty ? nil : .object(Dictionary(uniqueKeysWithValues: members))
    }
}

extension ResourceGraph {
    /// The names and ARNs of the endpoints, which callers need.
    fileprivate func outputs(_ writer: TerraformWriter) -> [(String, JSON)] {
        endpoints.flatMap { id in
            [("name", "name"), ("arn", "ARN")].map { attribute, word in
                let output: JSON = [
                    "description": .string("The \(word) of endpoint \(id)"),
                    "value": .string("${\(writer.address(id)).\(attribute)}"),
                ]
                return ("\(TerraformWriter.name(id))_\(attribute)", output)
            }
        }
    }
}

extension Parameter {
    /// Source: "Input Variables" in the Terraform Language Documentation.
    fileprivate func declaration(default value: String?) -> JSON {
        .object(compacting: [
            // Descriptions and defaults are no templates.
            "default": value.map { .string($0) },
            "description": .string(description),
            "type": "string",
            "validation": [
                "condition": .string("${can(regex(\"\(pattern)\", var.\(variableName)))}"),
                "error_message": .string("\(variableName) must match \(pattern).".escapedForTemplate),
            ],
        ])
    }
}
