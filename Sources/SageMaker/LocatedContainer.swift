internal import Manifests

/// A container whose image and model data have their places.
struct LocatedContainer {
    let definition: ContainerDefinition
    let image: ImageLocation
    let modelData: ObjectLocation?

    init(_ definition: ContainerDefinition, in locations: AssetLocations) throws(SageMakerError) {
        self.definition = definition
        switch definition.image.source {
        case .asset(let use): image = try locations.image(use)
        case .ecrRepository(let repository, let version): image = ImageLocation(repository, version)
        }
        switch definition.modelData?.source {
        case .asset(let use): modelData = try locations.modelData(use)
        case .bucket(let bucket, let key): modelData = ObjectLocation(bucket: "\(bucket)", key: "\(key)")
        case nil: modelData = nil
        }
    }

    /// The parameters that the places need.
    var parameters: [Parameter] { image.uri.parameters + (modelData?.uri.parameters ?? []) }
}
