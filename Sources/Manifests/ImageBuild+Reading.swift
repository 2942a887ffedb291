internal import AWSNames
package import Assets
package import Basics

extension ImageBuild: DocumentPart {
    package enum Property: String, DocumentProperty {
        case file, target, platform, buildArgs, buildContexts, secrets, network, extraHash, exclude
        case builder, ssh, cacheFrom, cacheTo
    }

    package init(reading value: DocumentValue, besides others: [String]) {
        let properties = DocumentProperties<Property>(value, besides: others)
        self.init(
            file: properties.optional(.file),
            target: properties.optional(.target),
            platform: properties.optional(.platform),
            buildArgs: properties.value(.buildArgs, default: [:]),
            buildContexts: properties.value(.buildContexts, default: [:]),
            secrets: properties.optional(.secrets, as: SecretSources.self)?.byID ?? [:],
            network: properties.optional(.network),
            extraHash: properties.optional(.extraHash),
            exclude: properties.value(.exclude, default: []),
            builder: properties.optional(.builder),
            ssh: properties.value(.ssh, default: []),
            cacheFrom: properties.value(.cacheFrom, default: []),
            cacheTo: properties.optional(.cacheTo)
        )
    }
}

// MARK: Rules

extension ImageBuild {
    /// Returns the invalid options.
    ///
    /// The address hashes names and values with NUL characters between them: one inside a value could imitate another
    /// pair.
    ///
    /// - Parameter path: The path of the options in their document.
    package func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        if let file, !AssetPath.isInside(file) {
            let message = "must be a file in the directory, without '..'"
            diagnostics.append(Diagnostic(.invalidValue, at: path.appending(Property.file), message))
        }
        if let platform, !platform.hasNUL, !NamingRule.platform.accepts(platform) {
            let path = path.appending(Property.platform)
            diagnostics.append(Diagnostic(.invalidValue, at: path, "'\(platform)' \(NamingRule.platform.description)"))
        }
        let secretsPath = path.appending(Property.secrets)
        for id in secrets.keys.sorted() where !id.hasNUL && !NamingRule.secretID.accepts(id) {
            let path = secretsPath.appending(name: id)
            diagnostics.append(Diagnostic(.invalidValue, at: path, "'\(id)' \(NamingRule.secretID.description)"))
        }
        let options: [(Property, String?)] = [
            (.file, file), (.target, target), (.platform, platform), (.network, network), (.extraHash, extraHash),
            (.cacheTo, cacheTo),
        ]
        var values = options.map { (path: path.appending($0), text: $1 ?? "") }
        for (property, pairs) in [(Property.buildArgs, buildArgs), (.buildContexts, buildContexts)] {
            let path = path.appending(property)
            if pairs.keys.contains(where: \.hasNUL) {
                diagnostics.append(Diagnostic(.invalidValue, at: path, "has a name that contains a NUL character"))
            }
            values += pairs.sorted { $0.key < $1.key }.map { (path.appending(name: $0.key), $0.value) }
        }
        values += secrets.keys.sorted().map { (secretsPath.appending(name: $0), $0) }
        for (property, texts) in [(Property.ssh, ssh), (.cacheFrom, cacheFrom)] {
            values += texts.enumerated().map { (path.appending(property).appending(index: $0), $1) }
        }
        return diagnostics
            + values.filter(\.text.hasNUL).map {
                Diagnostic(.invalidValue, at: $0.path, "must not contain a NUL character")
            }
    }
}

extension NamingRule {
    /// Source: "Supported instance types" of Amazon SageMaker AI: x86-64 and, with Graviton processors, 64-bit Arm.
    fileprivate static let platform = NamingRule(
        "must be 'linux/amd64' or 'linux/arm64', the platforms of SageMaker's instances",
        /linux\/(amd64|arm64)(\/v[0-9]+)?/
    )
}

extension String {
    fileprivate var hasNUL: Bool { utf8.contains(0) }
}
