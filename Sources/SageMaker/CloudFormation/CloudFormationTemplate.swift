public import Basics
internal import Manifests

/// The CloudFormation template of a project.
///
/// The same project, destination and references give the same bytes. A definition's logical id is its name, so that
/// reordering definitions or adding others changes nothing about it. Where a definition has no name of its own,
/// CloudFormation makes one, and a new one whenever the definition's content changes and it must be replaced.
public struct CloudFormationTemplate: Sendable, Hashable {
    /// The template.
    public let json: JSON

    /// The template's text: JSON with two spaces of indentation and a newline at the end.
    public var text: String { json.indented }

    /// The template's text in YAML.
    public var yaml: String { json.yaml }

    /// Makes the template.
    ///
    /// For an S3 destination it names the objects themselves. For a local one it takes the parameters `AssetBucket`,
    /// `AssetPrefix` and `AssetRepository`, those that it needs, and is deployed after the store was copied there.
    ///
    /// - Parameters:
    ///   - project: The definitions.
    ///   - destination: The destination whose objects the template names: the project's only one if nil.
    ///   - references: What was published.
    ///   - parameters: What the template is to be given though the destination says it, so that it serves several
    ///     stacks, with the values where none is given: those of the destination if nil.
    /// - Throws: `SageMakerError.invalid` with all breaks of SageMaker's rules, or another one that names an asset.
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
