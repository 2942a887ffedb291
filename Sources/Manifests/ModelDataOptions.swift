/// How a model artifact is staged and published.
public struct ModelDataOptions: Sendable, Hashable {
    /// What a directory is published as.
    public enum Compression: String, Sendable, Hashable, CaseIterable {
        /// One `tar.gz`, which SageMaker unpacks.
        case gzip
        /// Each file as an object of its own below one prefix, which SageMaker copies as they are.
        ///
        /// A file is published as it is either way.
        case none
    }

    /// Patterns of what stays out of the asset, behind those of `.sageassetsignore` and in its syntax.
    public var exclude: [String]
    /// What a directory is published as; it makes no difference to the asset's address.
    public var compression: Compression

    /// Makes the options.
    public init(exclude: [String] = [], compression: Compression = .gzip) {
        self.exclude = exclude
        self.compression = compression
    }
}

// MARK: Reading

extension ModelDataOptions.Compression: ManifestWord {}

extension ModelDataOptions: ManifestPart {
    package enum Property: String, ManifestProperty {
        case exclude, compression
    }

    package init(reading value: ManifestValue, besides others: [String]) {
        let properties = ManifestProperties<Property>(value, besides: others)
        self.init(
            exclude: properties.value(.exclude, default: []),
            compression: properties.value(.compression, default: .gzip)
        )
    }
}
