internal import AWSNames
internal import Assets
public import Basics

/// The Terraform configuration of a project, in Terraform's JSON syntax: the content of a file `main.tf.json`.
///
/// A resource has the name of its definition, so that reordering definitions or adding others leaves it unchanged. A
/// changed model or endpoint configuration without a given name is replaced: the new resource is created, the endpoint
/// is updated to it, and the old one is destroyed. Region and account are those of the `aws` provider.
public struct TerraformConfiguration: Sendable, Hashable {
    /// The configuration as a JSON value.
    public let json: JSON

    /// The configuration's text: JSON with two spaces of indentation and a newline at the end.
    public var text: String { json.indented.escapedAsJSON }

    /// Creates the configuration.
    ///
    /// With an S3 destination the configuration contains the URIs of the published objects. With a local destination it
    /// has those of the variables `asset_bucket`, `asset_prefix` and `asset_repository` that it uses, and is applied
    /// after the store was copied to that bucket.
    ///
    /// - Parameter input: The definitions and the published assets; its parameters become variables.
    /// - Throws: `SageMakerError.notInLanguage` with a property that Terraform's AWS provider does not support;
    ///   otherwise as `CloudFormationTemplate`.
    public init(_ input: SynthesisInput) throws(SageMakerError) {
        let graph = try ResourceGraph(input)
        let writer = try TerraformWriter(graph)
        let declarations = graph.parameters.map { parameter in
            (parameter.variableName, parameter.declaration(default: graph.parameterValues[parameter]))
        }
        let accounts = DeepLearningAccounts.byRegion.mapValues { JSON.string($0) }
        json = .object(compacting: [
            // Terraform's comment in JSON.
            "//": .string(OwnFile.templateMark),
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

    /// The versions of the AWS provider that have all used arguments: `additional_model_data_source` of a model was
    /// added last, in 6.22.0.
    private static let providerVersion = "~> 6.22"
}

extension JSON {
    /// Returns a section of a configuration; nil, which omits it, if it is empty.
    fileprivate static func section(_ members: [(String, JSON)]) -> JSON? {
        members.isEmpty ? nil : .object(Dictionary(uniqueKeysWithValues: members))
    }
}

extension ResourceGraph {
    /// Returns the outputs: the names and ARNs of the endpoints, which callers need.
    fileprivate func outputs(_ writer: TerraformWriter) -> [(String, JSON)] {
        endpoints.flatMap { id in
            [("name", "name"), ("arn", "ARN")].map { attribute, label in
                let output: JSON = [
                    "description": .string("The \(label) of endpoint \(id)"),
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
            // Descriptions and defaults are not templates, and are not escaped.
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
