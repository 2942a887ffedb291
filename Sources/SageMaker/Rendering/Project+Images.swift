internal import Manifests

extension Project {
    /// Returns the URIs of the images that are built from the project's directories and that nobody has published: templates
    /// name them, and their deployment fails without them.
    ///
    /// Values that are known only at deployment are names in angle brackets: `<account>`.
    package func missingImages(
        at destination: Destination,
        references: References,
        parameters: Set<Parameter>
    ) throws(SageMakerError) -> [String] {
        let locations = try AssetLocations(
            of: self,
            destination: destination,
            parameters: parameters,
            references: references
        )
        var uris: Set<String> = []
        for container in models.values.flatMap(\.containers) {
            guard case .asset(let source) = container.image.source else { continue }
            let asset = assets.first { $0.source == source }
            if let asset, references[asset.key, destination.name]?.image != nil { continue }
            uris.insert(try locations.image(source).uri.withNames)
        }
        return uris.sorted()
    }
}

extension Substitution {
    /// The text with names in place of the variables.
    fileprivate var withNames: String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .variable(.account): "<account>"
            case .variable(.region): "<region>"
            case .variable(.urlSuffix): "amazonaws.com"
            case .variable(.parameter(let parameter)): "<\(parameter.rawValue)>"
            case .variable(let variable): "<\(variable)>"
            }
        }
        .joined()
    }
}
