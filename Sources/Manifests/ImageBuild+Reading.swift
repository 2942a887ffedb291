package import Assets

extension ImageBuild: ManifestPart {
    package enum Property: String, ManifestProperty {
        case file, target, platform, buildArgs, buildContexts, secrets, network, extraHash, exclude
    }

    package init(reading value: ManifestValue, besides others: [String]) {
        let properties = ManifestProperties<Property>(value, besides: others)
        self.init(
            file: properties.optional(.file),
            target: properties.optional(.target),
            platform: properties.optional(.platform),
            buildArgs: properties.value(.buildArgs, default: [:]),
            buildContexts: properties.value(.buildContexts, default: [:]),
            secrets: properties.value(.secrets, default: []),
            network: properties.optional(.network),
            extraHash: properties.optional(.extraHash),
            exclude: properties.value(.exclude, default: [])
        )
    }
}

// MARK: Rules

extension ImageBuild {
    /// The invalid options, each with its path among them.
    ///
    /// The address is made of names and values with NUL characters between them: one inside could imitate another pair.
    package var mistakes: [(place: PropertyPath, problem: String)] {
        var mistakes: [(place: PropertyPath, problem: String)] = []
        func place(_ property: Property) -> PropertyPath { PropertyPath().appending(property.rawValue) }
        if let file, !AssetPath.isInside(file) {
            mistakes.append((place(.file), "must be a file in the directory, without '..'"))
        }
        let single: [(Property, String?)] = [
            (.file, file), (.target, target), (.platform, platform), (.network, network), (.extraHash, extraHash),
        ]
        var values: [(place: PropertyPath, text: String)] = single.map { (place($0), $1 ?? "") }
        for (property, pairs) in [(Property.buildArgs, buildArgs), (.buildContexts, buildContexts)] {
            if pairs.keys.contains(where: \.hasNUL) {
                mistakes.append((place(property), "has a name that holds a NUL character"))
            }
            values += pairs.sorted { $0.key < $1.key }.map { (place(property).appending($0.key), $0.value) }
        }
        values += secrets.enumerated().map { (place(.secrets).appending($0), $1) }
        return mistakes + values.filter(\.text.hasNUL).map { ($0.place, "must not hold a NUL character") }
    }
}

extension String {
    fileprivate var hasNUL: Bool { utf8.contains(0) }
}
