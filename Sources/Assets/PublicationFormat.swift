/// The form in which an asset is published, decided once: by the options of its source and by what is at its path.
public enum PublicationFormat: String, Sendable, Hashable, Codable {
    /// A directory as one `tar.gz`, which SageMaker unpacks.
    case bundle
    /// A file as one object with its own bytes.
    case file
    /// A directory as one object a file, below a prefix of its address.
    case prefix
    /// A Dockerfile directory as an image.
    ///
    /// As long as images are built elsewhere, its build context is published: a bundle like that of any directory, under
    /// the address of the image.
    case image
}

extension AssetSource.Options {
    /// Returns the form in which the source is published.
    ///
    /// - Parameter isDirectory: Whether its path is a directory; that of an image always is.
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
