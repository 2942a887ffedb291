internal import Basics
public import Manifests

/// The content of a manifest: the destinations of assets, and the definitions that use the assets, by name.
///
/// A definition's name is its logical id in the template. A program creates a project with
/// ``init(destinations:models:endpointConfigs:endpoints:)``, or reads a manifest file with ``init(yaml:file:)``.
public struct Project: Sendable, Hashable {
    /// The destinations to which assets can be published, sorted by name; never empty.
    public let destinations: [Destination]
    /// The models by name.
    public var models: [String: Model]
    /// The endpoint configurations by name.
    public var endpointConfigs: [String: EndpointConfig]
    /// The endpoints by name.
    public var endpoints: [String: Endpoint]

    /// Creates a project; SageMaker's rules are checked by ``validate()`` and by the templates made from it.
    ///
    /// - Parameters:
    ///   - destinations: The destinations to which assets can be published; the local store if empty.
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
    /// - Throws: `SageMakerError.invalid` with a diagnostic for each violated rule.
    public func validate() throws(SageMakerError) {
        let diagnostics = diagnostics
        guard diagnostics.isEmpty else { throw .invalid(diagnostics) }
    }

    /// Returns a destination.
    ///
    /// - Parameter name: The destination's name; nil for the project's only destination.
    /// - Throws: `SageMakerError.unknownDestination`, or `.severalDestinations` if the name is nil and there are
    ///   several.
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
