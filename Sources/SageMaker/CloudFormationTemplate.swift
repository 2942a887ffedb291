public import Basics
public import Manifests

/// The CloudFormation template of a project.
///
/// The same project, destination and references give the same bytes. A definition's logical id is its name, so that
/// reordering definitions or adding others changes nothing about it.
public struct CloudFormationTemplate: Sendable, Hashable {
    /// The template.
    public let json: JSON

    /// The template's text: JSON with two spaces of indentation and a newline at the end.
    public var text: String { json.indented }

    /// Makes the template.
    ///
    /// For an S3 destination it names the objects themselves. For a local one it takes the parameters `AssetBucket`,
    /// `AssetPrefix` and `AssetRepository`, those that it needs, and is deployed after the store was copied there.
    ///
    /// - Parameters:
    ///   - project: The definitions.
    ///   - destination: The destination whose objects the template names: the project's only one if nil.
    ///   - references: What was published.
    /// - Throws: `SageMakerError.invalid` with all breaks of SageMaker's rules, or another one that names an asset.
    public init(
        _ project: Project,
        destination: Destination? = nil,
        references: References = References()
    ) throws(SageMakerError) {
        try project.validate()
        let destination = if let destination { destination } else { try project.destination() }
        let locations = try AssetLocations(of: project, destination: destination, references: references)

        var resources: [String: JSON] = [:]
        var parameters: Set<Parameter> = []
        for (name, model) in project.models.sorted(by: { $0.key < $1.key }) {
            let containers = try model.containers.map { container throws(SageMakerError) in
                try LocatedContainer(container, in: locations)
            }
            parameters.formUnion(containers.flatMap(\.parameters))
            resources[name] = model.resource(named: name, containers: containers)
            if model.role == nil {
                resources[ExecutionRole.logicalID(of: name)] = ExecutionRole(containers: containers).json
            }
        }
        for (name, config) in project.endpointConfigs { resources[name] = config.resource }
        for (name, endpoint) in project.endpoints { resources[name] = endpoint.resource }

        let declarations = Dictionary(uniqueKeysWithValues: parameters.map { ($0.rawValue, $0.json) })
        json = .object(compacting: [
            "AWSTemplateFormatVersion": "2010-09-09",
            "Parameters": declarations.isEmpty ? nil : .object(declarations),
            "Resources": .object(resources),
        ])
    }
}
