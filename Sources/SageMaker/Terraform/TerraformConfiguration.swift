public import Basics
public import Manifests

public struct TerraformConfiguration: Sendable, Hashable {
    public let json: JSON
    public var text: String { json.indented }
    public init(
        _ project: Project,
        destination: Destination? = nil,
        references: References = References(),
        parameters: [Parameter: String?] = [:]
    ) throws(SageMakerError) {
        json = [:]
    }
}
