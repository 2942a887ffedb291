internal import Manifests

extension KeyedDecodingContainer where Key: PropertyKey {
    /// Returns the one property that is here of several that exclude each other.
    func onlyKey(of keys: [Key] = Array(Key.allCases)) throws -> Key {
        let present = keys.filter(contains)
        guard present.count == 1 else {
            let names = keys.map { "'\($0.stringValue)'" }.joined(separator: " and ")
            throw DecodingError.mistake(
                at: codingPath,
                present.isEmpty ? "needs one of \(names)" : "must have only one of \(names)"
            )
        }
        return present[0]
    }

    /// Decodes the path of an asset.
    func decodePath(forKey key: Key) throws -> String {
        try superDecoder(forKey: key).decodePath()
    }
}

extension Decoder {
    /// Decodes the path of an asset.
    func decodePath() throws -> String {
        let path = try singleValueContainer().decode(String.self)
        guard !path.isEmpty, !path.contains("\0") else {
            throw DecodingError.mistake(at: codingPath, "must be a path, relative to the manifest")
        }
        return path
    }
}
