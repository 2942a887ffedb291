internal import Basics

extension AssetDeclaration {
    /// Returns a declaration for each different source, sorted by key and independent of the order of the uses.
    package static func declarations(for uses: [AssetSource]) -> [AssetDeclaration] {
        Dictionary(grouping: Set(uses)) { AssetKey($0.path) }
            .values
            .flatMap { sources in
                sources.map { source in
                    let kinds = Set(sources.map(\.kind))
                    let variant = sources.count > 1 ? source.options.variant(amongKinds: kinds) : nil
                    return AssetDeclaration(source, key: AssetKey(path: source.path, variant: variant))
                }
            }
            .sorted { $0.key < $1.key }
    }
}

extension AssetSource.Options {
    /// Returns the options that are set, to distinguish sources of the same path; nil if none is.
    fileprivate func variant(amongKinds kinds: Set<AssetKind>) -> String? {
        let kind = kinds.count > 1 ? [kind.rawValue] : []
        let text = (kind + texts).joined(separator: ", ")
        return text.isEmpty ? nil : text
    }

    /// The options that are set, one text each: different options have different texts.
    var texts: [String] {
        switch self {
        case .modelData(let options): options.texts
        case .image(let build): build.texts
        }
    }
}

extension ModelDataOptions {
    fileprivate var texts: [String] {
        (compression == .gzip ? [] : ["compression=\(compression.rawValue)"]) + exclude.map { "exclude=\(quoted($0))" }
    }
}

extension ImageBuild {
    fileprivate var texts: [String] {
        var pairs: [(String, String)] = []
        pairs += sorted(buildArgs).map { ("buildArg.\(quoted($0.key))", $0.value) }
        pairs += sorted(buildContexts).map { ("buildContext.\(quoted($0.key))", $0.value) }
        pairs += exclude.map { ("exclude", $0) }
        pairs += cacheFrom.map { ("cacheFrom", $0) } + ssh.map { ("ssh", $0) }
        let single = [
            ("builder", builder?.rawValue), ("cacheTo", cacheTo), ("extraHash", extraHash), ("file", file),
            ("network", network), ("platform", platform), ("target", target),
        ]
        pairs += single.compactMap { name, value in value.map { (name, $0) } }
        return pairs.map { "\($0)=\(quoted($1))" }
            + sorted(secrets).map { "secret.\(quoted($0))\(suffix(of: $1, id: $0))" }
    }

    /// The source of a secret, unless it is the environment variable with the name of the id.
    private func suffix(of source: SecretSource, id: String) -> String {
        switch source {
        case .environment(let name): name.hasSameBytes(as: id) ? "" : "=env:\(quoted(name))"
        case .file(let path): "=file:\(quoted(path))"
        }
    }

    private func sorted<Value>(_ options: [String: Value]) -> [(key: String, value: Value)] {
        options.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }
}

/// Returns a text in quotes if it contains separators of options, and the text itself otherwise.
private func quoted(_ text: String) -> String {
    let special = Array(",=()'\"\\".utf8)
    guard text.utf8.contains(where: special.contains) else { return text }
    let escaped = text.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }
    return "\"\(escaped.joined())\""
}
