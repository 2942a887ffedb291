public import Hashing

/// The build of an image from a Dockerfile directory, with the options of `docker build`.
///
/// The properties have the names of those in the manifest.
public struct ImageBuild: Sendable, Hashable {
    /// The path of the Dockerfile inside the directory; nil for `Dockerfile`.
    ///
    /// The path is normalized: `./Dockerfile` becomes `Dockerfile`.
    public var file: String? {
        didSet { file = file.map(AssetPath.normalized) }
    }
    /// The stage of the Dockerfile to build; nil for the last one.
    public var target: String?
    /// The platform, such as `linux/arm64`; nil for `standardPlatform`, whatever machine builds.
    public var platform: String?
    /// Values for the `ARG` instructions of the Dockerfile.
    ///
    /// They stay visible in the image: use `secrets` for confidential values.
    public var buildArgs: [String: String]
    /// Additional build contexts by name: a directory, an image or a URL.
    public var buildContexts: [String: String]
    /// The sources of the secrets that the Dockerfile mounts, by id; only the ids take part in the address.
    public var secrets: [String: SecretSource]
    /// The network mode of `RUN` instructions; nil for the builder's default.
    public var network: String?
    /// Text that takes part in the address, to distinguish builds that are otherwise the same.
    public var extraHash: String?
    /// Patterns of excluded paths, applied after those of `.dockerignore` and in its syntax.
    ///
    /// They affect the address only through the context.
    public var exclude: [String]
    /// The program that builds the image; nil leaves the choice to the destination or the environment.
    ///
    /// Neither this nor any of the following options takes part in the address.
    public var builder: BuilderName?
    /// The SSH agents and keys for `RUN --mount=type=ssh`, as `docker build --ssh` takes them: `default`, `id=path`.
    public var ssh: [String]
    /// The caches to read, as `docker build --cache-from` takes them.
    public var cacheFrom: [String]
    /// The cache to write, as `docker build --cache-to` takes it; nil for none.
    public var cacheTo: String?

    /// The platform of most of SageMaker's instances: `linux/amd64`.
    public static let standardPlatform = "linux/amd64"

    /// Creates a build; omitted options have the defaults of `docker build`, the platform excepted.
    public init(
        file: String? = nil,
        target: String? = nil,
        platform: String? = nil,
        buildArgs: [String: String] = [:],
        buildContexts: [String: String] = [:],
        secrets: [String: SecretSource] = [:],
        network: String? = nil,
        extraHash: String? = nil,
        exclude: [String] = [],
        builder: BuilderName? = nil,
        ssh: [String] = [],
        cacheFrom: [String] = [],
        cacheTo: String? = nil
    ) {
        self.file = file.map(AssetPath.normalized)
        self.target = target
        self.platform = platform
        self.buildArgs = buildArgs
        self.buildContexts = buildContexts
        self.secrets = secrets
        self.network = network
        self.extraHash = extraHash
        self.exclude = exclude
        self.builder = builder
        self.ssh = ssh
        self.cacheFrom = cacheFrom
        self.cacheTo = cacheTo
    }

    /// The path of the Dockerfile, given or default.
    public var dockerfile: String { file ?? "Dockerfile" }

    /// The names of the build contexts that are on this machine, sorted: their paths take part in the address, their content
    /// does not.
    public var localContexts: [String] {
        let elsewhere = ["docker-image://", "https://", "http://", "git://", "ssh://", "git@", "target:"]
        return buildContexts.filter { context in !elsewhere.contains(where: context.value.hasPrefix) }.keys.sorted()
    }

    /// Returns the address, version 1, of the image built from a context.
    ///
    /// - Parameter context: The address of the Dockerfile directory's tree without the files that ignore rules exclude.
    public func address(context: SHA256Digest) -> SHA256Digest {
        var pairs = ["context": context.description]
        for (name, value) in buildArgs { pairs["buildArg.\(name)"] = value }
        for (name, value) in buildContexts { pairs["buildContext.\(name)"] = value }
        for identifier in secrets.keys { pairs["secret.\(identifier)"] = "" }
        if dockerfile != "Dockerfile" { pairs["dockerfile"] = dockerfile }
        pairs["network"] = network
        pairs["platform"] = platform
        pairs["target"] = target
        pairs["extraHash"] = extraHash

        var hash = SHA256()
        hash.update("sageassets-image-v1\0")
        for (name, value) in pairs.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            hash.update("\(name)\0\(value)\0")
        }
        return hash.finish()
    }
}
