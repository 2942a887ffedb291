internal import Assets
public import Basics
internal import Manifests

/// The CloudFormation template of a project.
///
/// The same project, destination and references yield the same bytes. A definition's logical id is its name, so that
/// reordering definitions or adding others leaves its resource unchanged. CloudFormation generates the name of a
/// resource whose definition gives none, and a new one whenever a change replaces the resource.
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
    /// - Parameters:
    ///   - project: The definitions.
    ///   - destination: The destination of the assets; nil for the project's only destination.
    ///   - references: The references of the published assets.
    ///   - parameters: The values of the destination that become parameters, so that one template serves several
    ///     stacks, with their defaults; nil for the destination's value.
    /// - Throws: `SageMakerError.invalid` with all violated rules of SageMaker, or another error that names an asset.
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
