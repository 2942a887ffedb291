/// How a model artifact is staged and published.
public struct ModelDataOptions: Sendable, Hashable {
    /// How a directory is published.
    public enum Compression: String, Sendable, Hashable, CaseIterable {
        /// As one `tar.gz`.
        case gzip
        /// As its files, each an object below one prefix: endpoints start without unpacking anything.
        case none
    }

    /// Patterns of what stays out, behind those of `.sageassetsignore` and in its syntax.
    public var exclude: [String]
    /// How a directory is published.
    public var compression: Compression

    /// Makes the options.
    public init(exclude: [String] = [], compression: Compression = .gzip) {
        self.exclude = exclude
        self.compression = compression
    }
}

// MARK: Reading

extension ModelDataOptions.Compression: ManifestWord {}

extension ModelDataOptions: ManifestObject {
    package enum Property: String, ManifestProperty {
        case exclude, compression
    }

    /// Reads the options, which may stand beside properties of other names.
    package init(reading value: ManifestValue, besides others: [String]) {
        let properties = ManifestProperties<Property>(value, besides: others)
        self.init(
            exclude: properties.value(.exclude, default: []),
            compression: properties.value(.compression, default: .gzip)
        )
    }

    package init(reading value: ManifestValue) { self.init(reading: value, besides: []) }
}
