public import Basics

/// A manifest that cannot be used.
public struct ImageManifestError: UserFacingError, Hashable {
    /// The reason.
    public enum Reason: Sendable, Hashable {
        /// The document violates its specification.
        case invalid(problem: String)
        /// The document has one of the types that the program does not read.
        case unknownType(MediaType)
        /// The index has no manifest for the platform.
        case noPlatform(ImagePlatform, available: [String])
        /// A layer that Docker schema 2 cannot hold.
        case layer(MediaType, LayerProblem)
    }

    /// The property of a layer that Docker schema 2 has no media type for.
    public enum LayerProblem: Sendable, Hashable {
        /// It is compressed with zstd.
        case zstd
        /// It is not compressed.
        case uncompressed
        /// Registries do not hold it.
        case foreign
        /// Its media type is unknown.
        case unknown
    }

    /// The name of the image: its URI, or the path of the file.
    public let image: String
    /// The reason.
    public let reason: Reason

    /// Creates an error of an image's manifest.
    public init(_ image: String, _ reason: Reason) {
        self.image = image
        self.reason = reason
    }

    /// The image and the reason.
    public var message: String {
        switch reason {
        case .invalid(let problem): "the manifest of '\(image.printable())' is invalid: \(problem)"
        case .unknownType(let type):
            "'\(image.printable())' is not an image of one or several platforms: its type is "
                + "'\(type.description.printable(limit: 100))'"
        case .noPlatform(let platform, let available):
            "'\(image.printable())' has no image for \(platform.description.printable(limit: 100))"
                + (available.isEmpty ? "" : ", only for \(available.joined(separator: ", ").printable())")
        case .layer(let type, let problem):
            "'\(image.printable())' has a layer that SageMaker cannot read: \(text(of: problem, type))"
        }
    }

    private func text(of problem: LayerProblem, _ type: MediaType) -> String {
        switch problem {
        case .zstd: "it is compressed with zstd"
        case .uncompressed: "it is not compressed"
        case .foreign: "no registry holds it ('\(type.description.printable(limit: 100))')"
        case .unknown: "its type is '\(type.description.printable(limit: 100))'"
        }
    }

    /// The remedy.
    public var hint: String? {
        switch reason {
        case .invalid: "push the image again, or build it with another version of the builder"
        case .unknownType: "name an image that 'docker pull' accepts"
        case .noPlatform: "build the image for that platform, or set another 'platform' in the manifest"
        case .layer(_, .zstd), .layer(_, .uncompressed):
            "have the builder compress with gzip: 'compression=gzip,force-compression=true' of BuildKit's outputs, "
                + "'--compression-format gzip' of podman and buildah; a base image with such layers must be rebuilt"
        case .layer(_, .foreign): "use a base image whose layers are in a registry"
        case .layer(_, .unknown): "build the image with docker, podman or buildah"
        }
    }

    /// The kind of the failure.
    public var errorCode: Diagnostic.Code {
        switch reason {
        case .invalid: "invalid-image-manifest"
        case .unknownType: "not-an-image"
        case .noPlatform: "no-image-for-platform"
        case .layer: "unsupported-image-layer"
        }
    }
}
