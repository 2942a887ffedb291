internal import Basics
internal import Hashing
public import HTTP

/// A repository of a registry that speaks the OCI distribution protocol, as Docker's, Amazon ECR and others do.
///
/// Copies share connections, logins and what is being pushed.
///
/// Source: the OCI distribution specification, version 1.1, and "HTTP API V2" of Docker's registry.
public struct RegistryRepository: ImageRepository {
    /// Returns what a tag names by other means than the registry's protocol, or nil if it names nothing.
    public typealias TagDescription = @Sendable (_ tag: String) async throws -> TaggedManifest?

    /// The registry.
    public let registry: RegistryEndpoint
    /// The repository's name in the registry.
    public let name: String
    let client: RegistryClient
    let tagDescription: TagDescription?
    let turns = BlobTurns()

    /// Creates a client of a repository; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - name: The repository's name in the registry.
    ///   - registry: The registry.
    ///   - configuration: The transport, the credentials and the rest that all clients need.
    ///   - description: Another way to look a tag up, for credentials that must not read images; nil for none.
    /// - Throws: `RegistryError` if no repository can have the name.
    public init(
        _ name: String,
        in registry: RegistryEndpoint,
        _ configuration: RegistryClient.Configuration,
        description: TagDescription? = nil
    ) throws(RegistryError) {
        guard RegistryName.isRepository(name) else {
            throw .invalidName(name, kind: "the name of a repository")
        }
        self.registry = registry
        tagDescription = description
        self.name = registry.repository(name)
        client = RegistryClient(registry, repository: self.name, configuration)
    }

    /// The traffic of this client and of all that share its counters.
    public var counters: RequestCounters { client.configuration.counters }

    /// The registry's host, and the port if it is not the default one.
    public var registryName: String? { registry.description }

    /// The registry and the repository.
    var uri: String { "\(registry)/\(name)" }

    /// Returns `registry/repository@sha256:…`.
    public func uri(of digest: ImageDigest) -> String { "\(uri)@\(digest)" }

    /// Returns the name of a manifest for messages: the image's reference.
    func uri(of reference: ManifestReference) -> String {
        switch reference {
        case .tag(let tag): "\(uri):\(tag)"
        case .digest(let digest): uri(of: digest)
        }
    }

    func check(_ reference: ManifestReference) throws(RegistryError) {
        guard case .tag(let tag) = reference, !RegistryName.isTag(tag) else { return }
        throw .invalidName(tag, kind: "a tag")
    }
}

extension ManifestReference {
    /// The text in a path.
    var text: String {
        switch self {
        case .tag(let tag): tag
        case .digest(let digest): digest.description
        }
    }
}
