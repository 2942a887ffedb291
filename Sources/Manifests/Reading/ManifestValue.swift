internal import Basics
package import Yams

/// A value of a manifest that is being read, with its place.
///
/// Reading never stops at a mistake: it is noted, something stands in for the value, and all mistakes are told at once.
package struct ManifestValue {
    /// The value, or nil where something is missing: that was noted already.
    let node: Node?
    /// Where the value stands.
    package let path: PropertyPath
    /// The reading that the value belongs to.
    package let manifest: ManifestReading

    init(_ node: Node?, at path: PropertyPath, in manifest: ManifestReading) {
        self.node = node
        self.path = path
        self.manifest = manifest
        if let mark = node?.mark { manifest.places[path] = TextPlace(line: mark.line, column: mark.column) }
    }

    /// Whether a mapping stands here.
    package var isMapping: Bool { node?.mapping != nil }

    /// Notes a mistake in this value.
    package func note(_ problem: String, hint: String? = nil) {
        guard node != nil else { return }
        manifest.note(problem, hint: hint, at: path)
    }

    /// The text here, or nil and a noted mistake.
    package func scalar<Value: ScalarConstructible>(_ words: String) -> Value? {
        guard let node else { return nil }
        if node.isNull {
            note("has no value; it must be \(words)")
            return nil
        }
        guard let scalar = node.scalar, let value = Value.construct(from: scalar) else {
            note("must be \(words)")
            return nil
        }
        return value
    }

    /// The elements of the list here.
    package var elements: [ManifestValue] {
        guard let node else { return [] }
        guard let sequence = node.sequence else {
            note(node.isNull ? "has no value; it must be a list" : "must be a list")
            return []
        }
        return sequence.enumerated().map { ManifestValue($1, at: path.appending($0), in: manifest) }
    }

    /// The members of the mapping here, by name.
    package var members: [(name: String, value: ManifestValue)] {
        guard let node else { return [] }
        guard let mapping = node.mapping else {
            note(node.isNull ? "has no value; it must be a mapping" : "must be a mapping of properties")
            return []
        }
        return merged(mapping).map { name, key, value in
            let path = path.appending(name)
            // Where the name stands is where people look.
            let value = ManifestValue(value, at: path, in: manifest)
            if let mark = key.mark { manifest.places[path] = TextPlace(line: mark.line, column: mark.column) }
            return (name, value)
        }
    }

    /// The pairs of a mapping and of those that `<<` merges into it: what stands in it comes first.
    private func merged(_ mapping: Node.Mapping) -> [(name: String, key: Node, value: Node)] {
        var pairs: [(name: String, key: Node, value: Node)] = []
        var inherited: [(name: String, key: Node, value: Node)] = []
        for (key, value) in mapping {
            guard let name = key.scalar?.string else {
                note("has a property whose name is not text")
                continue
            }
            guard key.scalar?.style == .plain, name == "<<" else {
                pairs.append((name, key, value))
                continue
            }
            let sources = value.sequence.map(Array.init) ?? [value]
            for source in sources {
                guard let source = source.mapping else {
                    note("merges '<<' something that is no mapping")
                    continue
                }
                inherited += merged(source)
            }
        }
        for pair in inherited where !pairs.contains(where: { $0.name.hasSameBytes(as: pair.name) }) {
            pairs.append(pair)
        }
        return pairs
    }
}

extension Node {
    /// Whether nothing, `~` or `null` stands here, without quotes.
    var isNull: Bool {
        scalar.map { $0.style == .plain && ["", "~", "null", "Null", "NULL"].contains($0.string) } ?? false
    }
}
