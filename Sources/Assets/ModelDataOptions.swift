/// The options of a model artifact in a manifest.
public struct ModelDataOptions: Sendable, Hashable {
    /// The manifest's `compression`: SageMaker's `CompressionType` of the published data, and so the form of a directory.
    public enum CompressionType: String, Sendable, Hashable, CaseIterable {
        /// One `tar.gz`, which SageMaker unpacks.
        case gzip
        /// Each file as an object of its own below one prefix, which SageMaker copies as they are.
        ///
        /// A file is published as it is either way.
        case none
    }

    /// Patterns of excluded paths, applied after those of `.sageassetsignore` and in its syntax.
    public var exclude: [String]
    /// The form in which a directory is published; it takes no part in the asset's address.
    public var compression: CompressionType

    /// Creates options; by default nothing more is excluded, and a directory becomes one `tar.gz`.
    public init(exclude: [String] = [], compression: CompressionType = .gzip) {
        self.exclude = exclude
        self.compression = compression
    }
}
