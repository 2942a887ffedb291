internal import Basics

extension AssetDeclaration {
    /// Declares each asset once, sorted by key, whatever the order of its uses.
    package static func declarations(for uses: [AssetUse]) -> [AssetDeclaration] {
        Dictionary(grouping: Set(uses)) { AssetKey($0.path) }
            .values
            .flatMap { uses in
                uses.map { use in
                    let variant = uses.count > 1 ? use.recipe.variant(amongKinds: Set(uses.map(\.recipe.kind))) : nil
                    let key = AssetKey(path: use.path, variant: variant)
                    return AssetDeclaration(path: use.path, recipe: use.recipe, key: key)
                }
            }
            .sorted { $0.key < $1.key }
    }
}

extension AssetUse {
    package static func == (left: AssetUse, right: AssetUse) -> Bool {
        left.texts.elementsEqual(right.texts) { $0.hasSameBytes(as: $1) }
    }

    package func hash(into hasher: inout Hasher) {
        for text in texts { hasher.combine(bytesOf: text) }
    }

    private var texts: [String] { [path, recipe.kind.rawValue] + recipe.options }
}

extension AssetRecipe {
    /// Tells this recipe from others of the same path by the options that are set; nil where none is.
    fileprivate func variant(amongKinds kinds: Set<AssetKind>) -> String? {
        let kind = kinds.count > 1 ? [kind.rawValue] : []
        let text = (kind + options).joined(separator: ", ")
        return text.isEmpty ? nil : text
    }

    /// The options that are set: other texts for other options.
    fileprivate var options: [String] {
        switch self {
        case .modelData(let options): options.text
        case .image(let options): options.text
        }
    }
}

extension ModelDataOptions {
    fileprivate var text: [String] {
        (compression == .gzip ? [] : ["compression=\(compression.rawValue)"]) + exclude.map { "exclude=\(quoted($0))" }
    }
}

extension ImageOptions {
    fileprivate var text: [String] {
        var pairs: [(String, String)] = []
        pairs += sorted(buildArgs).map { ("buildArg.\(quoted($0.key))", $0.value) }
        pairs += sorted(buildContexts).map { ("buildContext.\(quoted($0.key))", $0.value) }
        pairs += exclude.map { ("exclude", $0) }
        let single = [
            ("extraHash", extraHash), ("file", file), ("network", network), ("platform", platform), ("target", target),
        ]
        pairs += single.compactMap { name, value in value.map { (name, $0) } }
        return pairs.map { "\($0)=\(quoted($1))" } + secrets.map { "secret.\(quoted($0))" }
    }

    private func sorted(_ options: [String: String]) -> [(key: String, value: String)] {
        options.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }
}

/// Puts a text in quotes if it holds what separates options, which it could imitate otherwise.
private func quoted(_ text: String) -> String {
    let special = Array(",=()'\"\\".utf8)
    guard text.utf8.contains(where: special.contains) else { return text }
    let escaped = text.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }
    return "\"\(escaped.joined())\""
}
