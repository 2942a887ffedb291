public import Assets

/// The source of a container's image.
public struct ContainerImage: Sendable, Hashable {
    /// The kinds of sources; not public, so that a new one is not a breaking change.
    package enum Source: Sendable, Hashable {
        case asset(AssetSource)
        case ecrRepository(EcrRepository, version: ImageVersion)
        case deepLearningContainer(DeepLearningContainer)
        case registry(RegistryImage)
        case modelPackage(ModelPackage)
    }

    package let source: Source

    /// An image built from a Dockerfile directory.
    ///
    /// - Parameters:
    ///   - directory: The directory, relative to the manifest.
    ///   - build: The options of the build.
    public static func fromAsset(_ directory: String, build: ImageBuild = ImageBuild()) -> ContainerImage {
        ContainerImage(source: .asset(AssetSource(path: directory, options: .image(build))))
    }

    /// An image that is already in an Amazon ECR repository.
    ///
    /// - Parameters:
    ///   - repository: The repository, by name or by ARN.
    ///   - version: The tag or digest of the image.
    public static func fromEcrRepository(
        _ repository: EcrRepository,
        _ version: ImageVersion = .tag("latest")
    ) -> ContainerImage {
        ContainerImage(source: .ecrRepository(repository, version: version))
    }

    /// An AWS Deep Learning Container, from the registry that AWS operates for the region.
    ///
    /// - Parameters:
    ///   - repository: The repository, such as `pytorch-inference`.
    ///   - tag: The tag, such as `2.6.0-cpu-py312-ubuntu22.04-sagemaker`.
    ///   - account: The registry's account; nil for AWS's account for the region.
    public static func fromDlc(_ repository: String, _ tag: String, account: String? = nil) -> ContainerImage {
        let image = DeepLearningContainer(repository: repository, tag: tag, account: account)
        return ContainerImage(source: .deepLearningContainer(image))
    }

    /// An image in any registry.
    ///
    /// - Parameters:
    ///   - uri: The image's URI: `registry/repository:tag` or `registry/repository@sha256:…`.
    ///   - access: The network access to the registry; a private registry is reached through the model's VPC.
    public static func fromRegistry(_ uri: String, access: RegistryAccess? = nil) -> ContainerImage {
        ContainerImage(source: .registry(RegistryImage(uri: uri, access: access)))
    }

    /// A model package of the model registry or of AWS Marketplace, which contains an image and model data.
    ///
    /// - Parameters:
    ///   - name: The package's name or ARN.
    ///   - inferenceSpecification: The name of one of the package's inference specifications; nil for the first one.
    public static func fromModelPackage(_ name: String, inferenceSpecification: String? = nil) -> ContainerImage {
        let package = ModelPackage(name: name, inferenceSpecification: inferenceSpecification)
        return ContainerImage(source: .modelPackage(package))
    }
}

/// An Amazon ECR repository.
public enum EcrRepository: Sendable, Hashable {
    /// A repository by name, in an account and a region; nil for those of the stack.
    case name(String, account: String? = nil, region: String? = nil)
    /// A repository by ARN, in any account and region.
    case arn(String)
}

/// The version of an image within its repository.
public enum ImageVersion: Sendable, Hashable {
    /// The image that has the tag when an instance starts.
    case tag(String)
    /// The image with the digest, `sha256:…`, which never changes.
    case digest(String)

    /// Creates a digest from a text that begins with `sha256:`, and a tag from any other text.
    public init(_ tagOrDigest: String) {
        self = tagOrDigest.hasPrefix("sha256:") ? .digest(tagOrDigest) : .tag(tagOrDigest)
    }
}

/// The network access of SageMaker to a registry.
///
/// Source: ImageConfig in the Amazon SageMaker API Reference.
public enum RegistryAccess: Sendable, Hashable {
    /// Access over the network that SageMaker uses for Amazon ECR.
    case platform
    /// Access through the model's VPC.
    ///
    /// - Parameter credentialsProvider: The ARN of the AWS Lambda function that returns user name and password; nil for
    ///   a registry without authentication.
    case vpc(credentialsProvider: String? = nil)
}

/// An AWS Deep Learning Container.
package struct DeepLearningContainer: Sendable, Hashable {
    package let repository: String
    package let tag: String
    package let account: String?
}

/// An image in any registry.
package struct RegistryImage: Sendable, Hashable {
    package let uri: String
    package let access: RegistryAccess?
}

/// A model package, by name or ARN.
package struct ModelPackage: Sendable, Hashable {
    package let name: String
    package let inferenceSpecification: String?
}
