public import Assets
public import Registry

/// The repository for the images of a destination.
///
/// Nothing is sent until it is used, and what was found out then holds for the run.
public struct ImageTarget: Sendable {
    /// The program that builds the destination's images; nil for any.
    public let builder: BuilderName?
    private let opening: Once<any ImageRepository>
    private let preparation: Once<Void>
    private let baseImageLogin: @Sendable (String) async throws -> RegistryLogin?

    /// Describes a repository.
    ///
    /// - Parameters:
    ///   - builder: The program that builds the destination's images; nil for any.
    ///   - opening: Returns the repository.
    ///   - preparation: Creates the repository if it is missing and may be created.
    ///   - baseImageLogin: Returns the login for a registry that base images are pulled from; nil if there is none.
    public init(
        builder: BuilderName? = nil,
        opening: @escaping @Sendable () async throws -> any ImageRepository,
        preparation: @escaping @Sendable () async throws -> Void = {},
        baseImageLogin: @escaping @Sendable (_ registry: String) async throws -> RegistryLogin? = { _ in nil }
    ) {
        self.builder = builder
        self.opening = Once(opening)
        self.preparation = Once(preparation)
        self.baseImageLogin = baseImageLogin
    }

    /// Returns the repository, to be read.
    public func repository() async throws -> any ImageRepository { try await opening.value() }

    /// Returns the repository, to be pushed to: it is there, as far as that can be told, or has been created.
    package func preparedRepository() async throws -> any ImageRepository {
        try await preparation.value()
        return try await opening.value()
    }

    /// Returns the login for a registry that base images are pulled from; nil for none.
    package func login(forBaseImagesOf registry: String) async throws -> RegistryLogin? {
        try await baseImageLogin(registry)
    }
}
