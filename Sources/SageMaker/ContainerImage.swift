public import Manifests

/// Where a container's image comes from.
public struct ContainerImage: Sendable, Hashable {
    /// The sources there are; not public, so that more can come without breaking anyone's `switch`.
    package enum Source: Sendable, Hashable {
        case asset(AssetUse)
        case ecrRepository(EcrRepository, version: ImageVersion)
    }

    package let source: Source

    /// An image built from a Dockerfile directory.
    ///
    /// - Parameters:
    ///   - directory: The directory, relative to the manifest.
    ///   - options: How it is built.
    public static func fromAsset(_ directory: String, options: ImageOptions = ImageOptions()) -> ContainerImage {
        ContainerImage(source: .asset(AssetUse(path: directory, recipe: .image(options))))
    }

    /// An image that is in a repository of Amazon ECR already.
    ///
    /// - Parameters:
    ///   - repository: The repository, by name in the stack's account and region, or by ARN.
    ///   - version: Which of its images.
    public static func fromEcrRepository(
        _ repository: EcrRepository,
        _ version: ImageVersion = .tag("latest")
    ) -> ContainerImage {
        ContainerImage(source: .ecrRepository(repository, version: version))
    }
}

/// A repository of Amazon ECR.
public enum EcrRepository: Sendable, Hashable {
    /// By name, in the account and region of the stack.
    case name(String)
    /// By ARN, in any account and region.
    case arn(String)
}

/// Which image of a repository.
public enum ImageVersion: Sendable, Hashable {
    /// The one that has the tag when an instance starts.
    case tag(String)
    /// The one of the digest, `sha256:…`, for ever.
    case digest(String)

    /// Reads a tag, or a digest where the text begins with `sha256:`.
    public init(_ tagOrDigest: String) {
        self = tagOrDigest.hasPrefix("sha256:") ? .digest(tagOrDigest) : .tag(tagOrDigest)
    }
}
