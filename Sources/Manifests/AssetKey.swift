internal import Basics

/// What an asset is called in the references file: its path relative to the manifest.
///
/// Where one path is used with different build options, the text has them behind it in parentheses. Keys are compared by
/// their UTF-8 bytes, as file systems compare names.
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

    /// Whether the keys have the same bytes.
    public static func == (left: AssetKey, right: AssetKey) -> Bool {
        left.description.hasSameBytes(as: right.description)
    }

    /// Hashes the key's bytes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(bytesOf: description)
    }

    /// Orders keys as the references file does, by their UTF-8 bytes.
    public static func < (left: AssetKey, right: AssetKey) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}

extension Hasher {
    /// Takes in a text by its bytes, where `combine(_:)` makes one of all spellings of a character.
    mutating func combine(bytesOf text: String) {
        for byte in text.utf8 { combine(byte) }
        combine(text.utf8.count)
    }
}

/// What becomes of an asset.
public enum AssetKind: String, Sendable, Hashable, Decodable {
    /// A Dockerfile directory that becomes a container image.
    case image
    /// A file, or a directory to be bundled, that becomes a model's data.
    case modelData
}
