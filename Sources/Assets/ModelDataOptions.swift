/// The options of a model artifact in a manifest.
public struct ModelDataOptions: Sendable, Hashable {
    /// The manifest's `compression`: SageMaker's `CompressionType` of the published data, which decides the format of a
    /// published directory.
    public enum CompressionType: String, Sendable, Hashable, CaseIterable {
        /// One `tar.gz`, which SageMaker unpacks.
        case gzip
        /// Each file as a separate object below one prefix; SageMaker copies the files without unpacking.
        ///
        /// A source that is a file is published unchanged with either value.
        case none
    }

    /// Patterns of excluded paths, applied after those of `.sageassetsignore` and in its syntax.
    public var exclude: [String]
    /// The format in which a directory is published; it does not affect the asset's address.
    public var compression: CompressionType

    /// Creates options; by default no further files are excluded, and a directory becomes one `tar.gz`.
    public init(exclude: [String] = [], compression: CompressionType = .gzip) {
        self.exclude = exclude
        self.compression = compression
    }
}
