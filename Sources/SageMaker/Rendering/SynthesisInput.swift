public import Manifests

/// The definitions that a template is created from, and the published assets that they use.
///
/// A ``CloudFormationTemplate``, a ``TerraformConfiguration`` and ``BotoArguments`` are created from it. The same input
/// yields the same bytes.
public struct SynthesisInput: Sendable, Hashable {
    /// The definitions.
    public var project: Project
    /// The destination of the assets; nil for the project's only destination.
    public var destination: Destination?
    /// The references of the published assets.
    public var references: References
    /// The values of the destination that become parameters, so that one template serves several stacks or workspaces,
    /// with their defaults; nil for the destination's value.
    ///
    /// boto3 has no parameters: ``BotoArguments`` contain these values instead, and need those that the destination
    /// does not have.
    public var parameters: [Parameter: String?]

    /// Creates an input; a project without assets needs no references.
    public init(
        _ project: Project,
        destination: Destination? = nil,
        references: References = References(),
        parameters: [Parameter: String?] = [:]
    ) {
        self.project = project
        self.destination = destination
        self.references = references
        self.parameters = parameters
    }

    /// Returns the destination, or the project's only one if it is nil.
    func resolvedDestination() throws(SageMakerError) -> Destination {
        if let destination { destination } else { try project.destination() }
    }
}
