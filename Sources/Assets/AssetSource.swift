internal import Basics

/// A file or directory that a definition uses as an asset, with the options that affect its address or its format.
///
/// Equal sources are one asset. They are compared by the bytes of their texts, from which their addresses are computed.
public struct AssetSource: Sendable, Hashable {
    /// The kind of an asset with the options of that kind.
    public enum Options: Sendable, Hashable {
        /// A model artifact: a file, or a directory.
        case modelData(ModelDataOptions = ModelDataOptions())
        /// A Dockerfile directory.
        case image(ImageBuild = ImageBuild())

        /// The kind of the asset, without options.
        public var kind: AssetKind {
            switch self {
            case .modelData: .modelData
            case .image: .image
            }
        }
    }

    /// The path relative to the manifest: `/`-separated, without `./`.
    public let path: String
    /// The kind of the asset with its options.
    public let options: Options

    /// The kind of the asset.
    public var kind: AssetKind { options.kind }

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - path: The path relative to the manifest, which is normalized.
    ///   - options: The kind of the asset with its options.
    public init(path: String, options: Options) {
        self.path = AssetPath.normalized(path)
        self.options = options
    }

    /// Whether both sources have the same bytes.
    public static func == (left: AssetSource, right: AssetSource) -> Bool {
        left.texts.elementsEqual(right.texts) { $0.hasSameBytes(as: $1) }
    }

    /// Hashes the source's bytes.
    public func hash(into hasher: inout Hasher) {
        for text in texts { hasher.combine(bytesOf: text) }
    }

    private var texts: [String] { [path, kind.rawValue] + options.texts }
}
