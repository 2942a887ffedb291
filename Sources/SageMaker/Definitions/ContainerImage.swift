public import Assets

/// Where a container's image comes from.
public struct ContainerImage: Sendable, Hashable {
    /// The sources there are; not public, so that more can come without breaking anyone's `switch`.
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

    /// An image that is in a repository of Amazon ECR already.
    ///
    /// - Parameters:
    ///   - repository: The repository, by name or by ARN.
    ///   - version: Which of its images.
    public static func fromEcrRepository(
        _ repository: EcrRepository,
        _ version: ImageVersion = .tag("latest")
    ) -> ContainerImage {
        ContainerImage(source: .ecrRepository(repository, version: version))
    }

    /// An AWS Deep Learning Container, from the registry that AWS has for the region.
    ///
    /// - Parameters:
    ///   - repository: The repository, such as `pytorch-inference`.
    ///   - tag: The tag, such as `2.6.0-cpu-py312-ubuntu22.04-sagemaker`.
    ///   - account: The registry's account: the one that AWS has for the region if nil.
    public static func fromDlc(_ repository: String, _ tag: String, account: String? = nil) -> ContainerImage {
        let image = DeepLearningContainer(repository: repository, tag: tag, account: account)
        return ContainerImage(source: .deepLearningContainer(image))
    }

    /// An image of any registry.
    ///
    /// - Parameters:
    ///   - uri: The image: `registry/repository:tag` or `registry/repository@sha256:…`.
    ///   - access: How SageMaker reaches the registry; a private one is reached through the model's VPC.
    public static func fromRegistry(_ uri: String, access: RegistryAccess? = nil) -> ContainerImage {
        ContainerImage(source: .registry(RegistryImage(uri: uri, access: access)))
    }

    /// A model package, which has image and model data of its own: of the model registry or of AWS Marketplace.
    ///
    /// - Parameters:
    ///   - name: The package's name or ARN.
    ///   - inferenceSpecification: Which of the package's inference specifications: the first one if nil.
    public static func fromModelPackage(_ name: String, inferenceSpecification: String? = nil) -> ContainerImage {
        let package = ModelPackage(name: name, inferenceSpecification: inferenceSpecification)
        return ContainerImage(source: .modelPackage(package))
    }
}

/// A repository of Amazon ECR.
public enum EcrRepository: Sendable, Hashable {
    /// By name, in an account and a region: those of the stack if nil.
    case name(String, account: String? = nil, region: String? = nil)
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

/// How SageMaker reaches a registry.
///
/// Source: ImageConfig in the Amazon SageMaker API Reference.
public enum RegistryAccess: Sendable, Hashable {
    /// As it reaches Amazon ECR.
    case platform
    /// Through the model's VPC.
    ///
    /// - Parameter credentialsProvider: The ARN of the AWS Lambda function that gives user name and password: none if
    ///   nil, for a registry that asks for none.
    case vpc(credentialsProvider: String? = nil)
}

/// An AWS Deep Learning Container.
package struct DeepLearningContainer: Sendable, Hashable {
    package let repository: String
    package let tag: String
    package let account: String?
}

/// An image of any registry.
package struct RegistryImage: Sendable, Hashable {
    package let uri: String
    package let access: RegistryAccess?
}

/// A model package.
package struct ModelPackage: Sendable, Hashable {
    package let name: String
    package let inferenceSpecification: String?
}
