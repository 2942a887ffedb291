public import Hashing

/// How an image is built from its context: all that can change the result, and nothing that cannot.
public struct ImageBuild: Sendable, Hashable {
    /// The Dockerfile's path relative to the directory.
    public var dockerfile: String
    /// Build arguments by name.
    public var arguments: [String: String]
    /// Further build contexts by name.
    public var contexts: [String: String]
    /// The network mode of the build's `RUN` steps.
    public var network: String?
    /// The platform to build for, like `linux/amd64`.
    public var platform: String?
    /// The identifiers of the build's secrets; their content never takes part.
    public var secrets: [String]
    /// The stage of the Dockerfile to build.
    public var target: String?
    /// Whatever else the user wants the address to depend on.
    public var extraHash: String?

    /// A build with these options; all others unset.
    public init(
        dockerfile: String = "Dockerfile",
        arguments: [String: String] = [:],
        contexts: [String: String] = [:],
        network: String? = nil,
        platform: String? = nil,
        secrets: [String] = [],
        target: String? = nil,
        extraHash: String? = nil
    ) {
        self.dockerfile = dockerfile
        self.arguments = arguments
        self.contexts = contexts
        self.network = network
        self.platform = platform
        self.secrets = secrets
        self.target = target
        self.extraHash = extraHash
    }

    /// Returns the address, version 1, of the image that this build makes of a context.
    ///
    /// - Parameter context: The tree address of the Dockerfile directory after its ignore rules.
    public func address(context: SHA256Digest) -> SHA256Digest {
        var pairs = ["context": context.description]
        for (name, value) in arguments { pairs["buildArg.\(name)"] = value }
        for (name, value) in contexts { pairs["buildContext.\(name)"] = value }
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
