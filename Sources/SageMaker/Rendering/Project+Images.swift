package import Assets
internal import Manifests

/// An image asset that a template refers to by its tag, since nobody has built it.
package struct MissingImage: Sendable, Hashable {
    /// The asset.
    package let key: AssetKey
    /// The URI that the image must have when the template is deployed.
    ///
    /// Values that are known only at deployment are names in angle brackets: `<account>`.
    package let uri: String
}

extension Project {
    /// Returns the images of the project's directories that were never built: templates refer to them, and their deployment
    /// fails without them.
    package func missingImages(
        at destination: Destination,
        references: References,
        parameters: Set<Parameter>
    ) throws(SageMakerError) -> [MissingImage] {
        let locations = try AssetLocations(
            of: self,
            destination: destination,
            parameters: parameters,
            references: references
        )
        return try assets.filter { $0.kind == .image && references[$0.key, destination.name]?.image == nil }
            .map { asset throws(SageMakerError) in
                MissingImage(key: asset.key, uri: try locations.image(asset.source).uri.withNames)
            }
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
