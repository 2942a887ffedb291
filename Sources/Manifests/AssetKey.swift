/// What an asset is called in the references file: its path relative to the manifest.
///
/// Where one path is used with different build options, the text has them behind it in parentheses.
public struct AssetKey: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The key as it is written.
    public let description: String

    /// Makes a key of its text.
    public init(_ description: String) {
        self.description = description
    }

    init(path: String, variant: String?) {
        description = variant.map { "\(path) (\($0))" } ?? path
    }

    /// Orders keys as the references file does, by their UTF-8 bytes.
    public static func < (left: AssetKey, right: AssetKey) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}

/// What becomes of an asset.
public enum AssetKind: String, Sendable, Hashable, Decodable {
    /// A Dockerfile directory that becomes a container image.
    case image
    /// A file, or a directory to be bundled, that becomes a model's data.
    case modelData
}
