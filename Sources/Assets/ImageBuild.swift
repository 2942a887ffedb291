public import Hashing

/// The build of an image from a Dockerfile directory, with the options of `docker build`.
///
/// The properties have the names of the manifest's.
public struct ImageBuild: Sendable, Hashable {
    /// The Dockerfile, relative to the directory and in it: `Dockerfile` if nil.
    ///
    /// The path is normalized: `./Dockerfile` becomes `Dockerfile`.
    public var file: String? {
        didSet { file = file.map(AssetPath.normalized) }
    }
    /// The stage of the Dockerfile to build: the last one if nil.
    public var target: String?
    /// The platform, such as `linux/amd64`: the builder's own if nil.
    public var platform: String?
    /// Values for the `ARG` instructions of the Dockerfile.
    ///
    /// They stay visible in the image: for secrets there is `secrets`.
    public var buildArgs: [String: String]
    /// Further build contexts by name: a directory, an image or a URL.
    public var buildContexts: [String: String]
    /// The ids of the secrets that the Dockerfile mounts; their content never takes part in the address.
    public var secrets: [String]
    /// The network mode of `RUN` instructions.
    public var network: String?
    /// Text that takes part in the address, to distinguish builds that are otherwise the same.
    public var extraHash: String?
    /// Patterns of excluded paths, applied after those of `.dockerignore` and in its syntax.
    ///
    /// They take part in the address through the context only.
    public var exclude: [String]

    /// Creates a build; omitted options are as for `docker build`.
    public init(
        file: String? = nil,
        target: String? = nil,
        platform: String? = nil,
        buildArgs: [String: String] = [:],
        buildContexts: [String: String] = [:],
        secrets: [String] = [],
        network: String? = nil,
        extraHash: String? = nil,
        exclude: [String] = []
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
    }

    /// The path of the Dockerfile, whether it is given or the default.
    public var dockerfile: String { file ?? "Dockerfile" }

    /// Returns the address, version 1, of the image built from a context.
    ///
    /// - Parameter context: The tree address of the Dockerfile directory after its ignore rules.
    public func address(context: SHA256Digest) -> SHA256Digest {
        var pairs = ["context": context.description]
        for (name, value) in buildArgs { pairs["buildArg.\(name)"] = value }
        for (name, value) in buildContexts { pairs["buildContext.\(name)"] = value }
        for identifier in secrets { pairs["secret.\(identifier)"] = "" }
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
