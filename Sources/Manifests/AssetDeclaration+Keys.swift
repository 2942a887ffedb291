extension AssetDeclaration {
    /// Declares each asset once, sorted by key, whatever the order of its uses.
    package static func declarations(for uses: [AssetUse]) -> [AssetDeclaration] {
        Dictionary(grouping: Set(uses), by: \.path)
            .flatMap { path, uses in
                uses.map { use in
                    let variant = uses.count > 1 ? use.recipe.variant(amongKinds: Set(uses.map(\.recipe.kind))) : nil
                    return AssetDeclaration(path: path, recipe: use.recipe, key: AssetKey(path: path, variant: variant))
                }
            }
            .sorted { $0.key < $1.key }
    }
}

extension AssetRecipe {
    /// Tells this recipe from others of the same path by the options that are set; nil where none is.
    fileprivate func variant(amongKinds kinds: Set<AssetKind>) -> String? {
        let kind = kinds.count > 1 ? [kind.rawValue] : []
        let text = (kind + options).joined(separator: ", ")
        return text.isEmpty ? nil : text
    }

    private var options: [String] {
        switch self {
        case .modelData(let options): options.text
        case .image(let options): options.text
        }
    }
}

extension ModelDataOptions {
    fileprivate var text: [String] {
        exclude.map { "exclude=\($0)" }
    }
}

extension ImageOptions {
    fileprivate var text: [String] {
        var pairs: [(String, String)] = []
        pairs += buildArgs.sorted { $0.key < $1.key }.map { ("buildArg.\($0.key)", $0.value) }
        pairs += buildContexts.sorted { $0.key < $1.key }.map { ("buildContext.\($0.key)", $0.value) }
        pairs += exclude.map { ("exclude", $0) }
        let single = [
            ("extraHash", extraHash), ("file", file), ("network", network), ("platform", platform), ("target", target),
        ]
        pairs += single.compactMap { name, value in value.map { (name, $0) } }
        return pairs.map { "\($0)=\($1)" } + secrets.map { "secret.\($0)" }
    }
}
