internal import Assets
public import Basics
internal import Manifests

/// The CloudFormation template of a project.
///
/// A definition's logical id is its name, so that reordering definitions or adding others leaves its resource unchanged.
/// CloudFormation generates the name of a resource whose definition gives none, and a new one whenever a change replaces
/// the resource.
public struct CloudFormationTemplate: Sendable, Hashable {
    /// The template as a JSON value.
    public let json: JSON

    /// The template's text: JSON with two spaces of indentation and a newline at the end.
    public var text: String { json.indented.escapedAsJSON }

    /// The template's text in YAML.
    public var yaml: String { json.yaml }

    /// Creates the template.
    ///
    /// With an S3 destination the template contains the URIs of the published objects. With a local destination it has
    /// those of the parameters `AssetBucket`, `AssetPrefix` and `AssetRepository` that it uses, and is deployed after
    /// the store was copied to that bucket.
    ///
    /// - Parameter input: The definitions and the published assets.
    /// - Throws: `SageMakerError.invalid` with all violated rules of SageMaker, or another error that names an asset.
    public init(_ input: SynthesisInput) throws(SageMakerError) {
        let graph = try ResourceGraph(input)
        let writer = CloudFormationWriter(graph)
        let declarations = graph.parameters.map { parameter in
            (parameter.rawValue, parameter.declaration(default: graph.parameterValues[parameter]))
        }
        let outputs = writer.outputs()
        json = .object(compacting: [
            "AWSTemplateFormatVersion": "2010-09-09",
            "Description": .string(OwnFile.templateMark),
            "Mappings": graph.needsDeepLearningAccounts ? CloudFormationWriter.deepLearningAccounts : nil,
            "Outputs": outputs.isEmpty ? nil : .object(outputs),
            "Parameters": declarations.isEmpty
                ? nil : .object(Dictionary(uniqueKeysWithValues: declarations)),
            "Resources": .object(try writer.resources()),
        ])
    }
}

extension Parameter {
    /// Source: "Parameters" in the AWS CloudFormation User Guide.
    fileprivate func declaration(default value: String?) -> JSON {
        .object(compacting: [
            "AllowedPattern": .string(pattern),
            "Default": value.map { .string($0) },
            "Description": .string(description),
            "Type": "String",
        ])
    }
}
