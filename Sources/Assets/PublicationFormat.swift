/// The format in which an asset is published, which depends on the options of its source and on whether it is a
/// directory.
public enum PublicationFormat: String, Sendable, Hashable, Codable {
    /// A directory as one `tar.gz`, which SageMaker unpacks.
    case bundle
    /// A file as one object with its own bytes.
    case file
    /// A directory as one object per file, below its address as prefix.
    case prefix
    /// A Dockerfile directory: its build context as the bundle of a directory with the image's address, and the image.
    case image
}

extension AssetSource.Options {
    /// Returns the format in which the source is published.
    ///
    /// - Parameter isDirectory: Whether the path is a directory; that of an image always is.
    public func format(isDirectory: Bool) -> PublicationFormat {
        switch self {
        case .image: .image
        case .modelData where !isDirectory: .file
        case .modelData(let options):
            switch options.compression {
            case .gzip: .bundle
            case .none: .prefix
            }
        }
    }
}
