/// The kind of an asset: the resource that is made from it.
public enum AssetKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// A Dockerfile directory that becomes a container image.
    case image
    /// A file or directory that becomes a model's data.
    case modelData
}
