internal import Basics

/// The name of an asset in the references file: its path relative to the manifest.
///
/// If one path is used with different options, they follow the path in parentheses. Keys are compared by
/// their UTF-8 bytes, as file systems compare names.
public struct AssetKey: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The text of the key in the references file.
    public let description: String

    /// Creates a key from its text.
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

extension AssetKey: Codable {
    /// Reads the key's text.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the key's text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Hasher {
    /// Combines a text by its bytes: `combine(_:)` would unify different encodings of a character.
    mutating func combine(bytesOf text: String) {
        for byte in text.utf8 { combine(byte) }
        combine(text.utf8.count)
    }
}
