/// An asset of a manifest: a source with the key under which its references are kept.
public struct AssetDeclaration: Sendable, Hashable {
    /// The name in the references file.
    public let key: AssetKey
    /// The file or directory, and its options.
    public let source: AssetSource

    /// The kind of the asset.
    public var kind: AssetKind { source.kind }

    /// Creates the declaration of an asset.
    ///
    /// - Parameters:
    ///   - source: The file or directory, and its options.
    ///   - key: The name in the references file; nil for the source's path.
    public init(_ source: AssetSource, key: AssetKey? = nil) {
        self.source = source
        self.key = key ?? AssetKey(source.path)
    }
}
