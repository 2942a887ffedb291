/// The use of an asset.
public enum AssetKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// A Dockerfile directory that becomes a container image.
    case image
    /// A file or directory that becomes a model's data.
    case modelData
}
