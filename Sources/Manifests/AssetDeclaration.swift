/// An asset that the manifest asks for: what it is called, where it is, and what to make of it.
public struct AssetDeclaration: Sendable, Hashable {
    /// What it is called in the references file.
    public let key: AssetKey
    /// Where it is, relative to the manifest: `/`-separated, without `./`.
    public let path: String
    /// What to make of it.
    public let recipe: AssetRecipe

    /// The asset's kind.
    public var kind: AssetKind { recipe.kind }

    /// Declares an asset.
    ///
    /// - Parameters:
    ///   - path: Where it is; put into its one spelling.
    ///   - recipe: What to make of it.
    ///   - key: What it is called: its path if nil.
    public init(path: String, recipe: AssetRecipe, key: AssetKey? = nil) {
        self.path = AssetPath.normalized(path)
        self.recipe = recipe
        self.key = key ?? AssetKey(self.path)
    }
}

/// What to make of an asset, with the options that make a difference to it.
public enum AssetRecipe: Sendable, Hashable {
    /// Publish a model artifact.
    case modelData(ModelDataOptions)
    /// Build a Dockerfile directory.
    case image(ImageOptions)

    /// The kind of asset that it makes.
    public var kind: AssetKind {
        switch self {
        case .modelData: .modelData
        case .image: .image
        }
    }

    /// Whether a directory's files are to be objects of their own.
    package var isUncompressed: Bool {
        if case .modelData(let options) = self { options.compression == .none } else { false }
    }
}

/// A place in a definition that uses an asset.
///
/// Equal uses are one asset. They are compared by the bytes of their texts, which their addresses are made of.
package struct AssetUse: Sendable, Hashable {
    package let path: String
    package let recipe: AssetRecipe

    package init(path: String, recipe: AssetRecipe) {
        self.path = AssetPath.normalized(path)
        self.recipe = recipe
    }
}
