public import Assets
public import Registry
public import SystemPackage

/// A build of an image.
public struct ImageBuildRequest: Sendable {
    /// The asset's name, for messages.
    public var name: String
    /// The build context: a copy that has nothing else than what was fingerprinted.
    public var context: FilePath
    /// The options of the build, as the manifest has them.
    public var build: ImageBuild
    /// The platform of the image.
    public var platform: ImagePlatform
    /// The directory that paths of named contexts and of secrets are relative to: the manifest's.
    public var directory: FilePath
    /// The variables of the process, which secrets may come from.
    public var environment: [String: String]
    /// The passwords of registries that base images are pulled from, beside those that the user's own files have.
    public var credentials: BaseImageCredentials

    /// Describes a build.
    public init(
        name: String,
        context: FilePath,
        build: ImageBuild,
        platform: ImagePlatform,
        directory: FilePath,
        environment: [String: String],
        credentials: BaseImageCredentials = BaseImageCredentials()
    ) {
        self.name = name
        self.context = context
        self.build = build
        self.platform = platform
        self.directory = directory
        self.environment = environment
        self.credentials = credentials
    }
}
