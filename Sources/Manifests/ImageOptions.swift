/// How the image of a Dockerfile directory is built, as for `docker build`.
public struct ImageOptions: Sendable, Hashable {
    /// The Dockerfile, relative to the directory: `Dockerfile` if nil.
    public var file: String?
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
    /// Text that takes part in the address, to tell apart what would otherwise be the same.
    public var extraHash: String?
    /// Patterns of what stays out, behind those of `.dockerignore` and in its syntax.
    public var exclude: [String]

    /// Makes the options; what is left out is as for `docker build`.
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
        self.file = file
        self.target = target
        self.platform = platform
        self.buildArgs = buildArgs
        self.buildContexts = buildContexts
        self.secrets = secrets
        self.network = network
        self.extraHash = extraHash
        self.exclude = exclude
    }
}

extension ImageOptions: Decodable {
    package enum CodingKeys: String, PropertyKey {
        case file, target, platform, buildArgs, buildContexts, secrets, network, extraHash, exclude
    }

    /// Decodes the options; unknown properties are for the caller to refuse, whose mapping this is a part of.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            file: try container.decodeIfPresent(String.self, forKey: .file),
            target: try container.decodeIfPresent(String.self, forKey: .target),
            platform: try container.decodeIfPresent(String.self, forKey: .platform),
            buildArgs: try container.decodeIfPresent([String: String].self, forKey: .buildArgs) ?? [:],
            buildContexts: try container.decodeIfPresent([String: String].self, forKey: .buildContexts) ?? [:],
            secrets: try container.decodeIfPresent([String].self, forKey: .secrets) ?? [],
            network: try container.decodeIfPresent(String.self, forKey: .network),
            extraHash: try container.decodeIfPresent(String.self, forKey: .extraHash),
            exclude: try container.decodeIfPresent([String].self, forKey: .exclude) ?? []
        )
    }
}
