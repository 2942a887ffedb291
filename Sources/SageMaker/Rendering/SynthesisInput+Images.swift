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

extension SynthesisInput {
    /// Returns the images of the project's directories that were never built: templates refer to them, and their deployment
    /// fails without them.
    package func missingImages() throws(SageMakerError) -> [MissingImage] {
        let destination = try resolvedDestination().name
        let locations = try AssetLocations(of: self)
        return try project.assets.filter { $0.kind == .image && references[$0.key, destination]?.image == nil }
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
