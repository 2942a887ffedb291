internal import Basics
public import Manifests

/// All that a manifest says: where assets go, and the definitions that use them, by name.
///
/// A definition's name is its logical id in the template. A program makes a project with the initializer; a manifest
/// file is one with ``init(yaml:file:)``.
public struct Project: Sendable, Hashable {
    /// Where assets can be published, sorted by name; never empty.
    public let destinations: [Destination]
    /// The models by name.
    public var models: [String: Model]
    /// The endpoint configurations by name.
    public var endpointConfigs: [String: EndpointConfig]
    /// The endpoints by name.
    public var endpoints: [String: Endpoint]

    /// Makes a project.
    ///
    /// - Parameters:
    ///   - destinations: Where assets can be published: the local store if empty.
    ///   - models: The models by name.
    ///   - endpointConfigs: The endpoint configurations by name.
    ///   - endpoints: The endpoints by name.
    public init(
        destinations: [Destination] = [],
        models: [String: Model] = [:],
        endpointConfigs: [String: EndpointConfig] = [:],
        endpoints: [String: Endpoint] = [:]
    ) {
        self.destinations = destinations.isEmpty ? [.local] : destinations.sorted { $0.name < $1.name }
        self.models = models
        self.endpointConfigs = endpointConfigs
        self.endpoints = endpoints
    }

    /// Checks all of SageMaker's rules.
    ///
    /// - Throws: `SageMakerError.invalid` with a diagnostic for each broken rule.
    public func validate() throws(SageMakerError) {
        let diagnostics = diagnostics
        guard diagnostics.isEmpty else { throw .invalid(diagnostics) }
    }

    /// Returns the destination of a name, or the only one there is.
    ///
    /// - Throws: `SageMakerError` where there is none of the name, or none was named and there are several.
    public func destination(named name: String? = nil) throws(SageMakerError) -> Destination {
        let names = destinations.map(\.name)
        guard let name else {
            if destinations.count > 1 { throw .severalDestinations(names) }
            return destinations[0]
        }
        guard let destination = destinations.first(where: { $0.name == name }) else {
            throw .unknownDestination(name, known: names)
        }
        return destination
    }
}
