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

extension ImageOptions: ManifestPart {
    package enum Property: String, ManifestProperty {
        case file, target, platform, buildArgs, buildContexts, secrets, network, extraHash, exclude
    }

    package init(reading value: ManifestValue, besides others: [String]) {
        let properties = ManifestProperties<Property>(value, besides: others)
        self.init(
            file: properties.optional(.file),
            target: properties.optional(.target),
            platform: properties.optional(.platform),
            buildArgs: properties.value(.buildArgs, default: [:]),
            buildContexts: properties.value(.buildContexts, default: [:]),
            secrets: properties.value(.secrets, default: []),
            network: properties.optional(.network),
            extraHash: properties.optional(.extraHash),
            exclude: properties.value(.exclude, default: [])
        )
    }
}

// MARK: Rules

extension ImageOptions {
    /// What no build can have, with its place in the options.
    ///
    /// The address is made of names and values with NUL characters between them: one inside could imitate another pair.
    package var mistakes: [(place: PropertyPath, problem: String)] {
        var mistakes: [(place: PropertyPath, problem: String)] = []
        func place(_ property: Property) -> PropertyPath { PropertyPath().appending(property.rawValue) }
        if let file, !AssetPath.isInside(file) {
            mistakes.append((place(.file), "must be a file in the directory, without '..'"))
        }
        let single: [(Property, String?)] = [
            (.file, file), (.target, target), (.platform, platform), (.network, network), (.extraHash, extraHash),
        ]
        var values: [(place: PropertyPath, text: String)] = single.map { (place($0), $1 ?? "") }
        for (property, pairs) in [(Property.buildArgs, buildArgs), (.buildContexts, buildContexts)] {
            if pairs.keys.contains(where: \.hasNUL) {
                mistakes.append((place(property), "has a name that holds a NUL character"))
            }
            values += pairs.sorted { $0.key < $1.key }.map { (place(property).appending($0.key), $0.value) }
        }
        values += secrets.enumerated().map { (place(.secrets).appending($0), $1) }
        return mistakes + values.filter(\.text.hasNUL).map { ($0.place, "must not hold a NUL character") }
    }
}

extension String {
    fileprivate var hasNUL: Bool { utf8.contains(0) }
}
