/// How the image of a Dockerfile directory is built, as for `docker build`.
public struct ImageOptions: Sendable, Hashable {
    /// The Dockerfile, relative to the directory and in it: `Dockerfile` if nil.
    ///
    /// It is put into its one spelling: `./Dockerfile` is `Dockerfile`.
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
        if let mistake = mistakes.first {
            throw DecodingError.mistake(at: container.codingPath + mistake.place, mistake.problem)
        }
    }
}

// MARK: Rules

extension ImageOptions {
    /// What no build can have, with its place in the options.
    ///
    /// The address is made of names and values with NUL characters between them: one inside could imitate another pair.
    package var mistakes: [(place: [any CodingKey], problem: String)] {
        var mistakes: [(place: [any CodingKey], problem: String)] = []
        if let file, !AssetPath.isInside(file) {
            mistakes.append(([CodingKeys.file], "must be a file in the directory, without '..'"))
        }
        let single: [(CodingKeys, String?)] = [
            (.file, file), (.target, target), (.platform, platform), (.network, network), (.extraHash, extraHash),
        ]
        var values: [(place: [any CodingKey], text: String)] = single.map { ([$0], $1 ?? "") }
        for (key, pairs) in [(CodingKeys.buildArgs, buildArgs), (.buildContexts, buildContexts)] {
            if pairs.keys.contains(where: \.hasNUL) {
                mistakes.append(([key], "has a name that holds a NUL character"))
            }
            values += pairs.sorted { $0.key < $1.key }.map { ([key, AnyKey(stringValue: $0.key)], $0.value) }
        }
        values += secrets.enumerated().map { ([CodingKeys.secrets, AnyKey(index: $0)], $1) }
        return mistakes + values.filter(\.text.hasNUL).map { ($0.place, "must not hold a NUL character") }
    }
}

extension String {
    fileprivate var hasNUL: Bool { utf8.contains(0) }
}
