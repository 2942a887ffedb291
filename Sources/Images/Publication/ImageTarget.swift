public import Assets
public import Registry

/// The repository for the images of a destination.
///
/// Nothing is sent until it is used, and what was found out then holds for the run.
public struct ImageTarget: Sendable {
    /// The program that builds the destination's images; nil for any.
    public let builder: BuilderName?
    private let opening: Once<(any ImageRepository)?>
    private let preparation: Once<any ImageRepository>
    private let baseImageLogin: @Sendable (String) async throws -> RegistryLogin?

    /// Describes a repository that may have to be created.
    ///
    /// - Parameters:
    ///   - builder: The program that builds the destination's images; nil for any.
    ///   - opening: Returns the repository, to be read; nil if it will be created, and nothing is known of it before.
    ///   - preparation: Returns the repository, to be pushed to, once it is there or has been created.
    ///   - baseImageLogin: Returns the login for a registry that base images are pulled from; nil if there is none.
    public init(
        builder: BuilderName? = nil,
        opening: @escaping @Sendable () async throws -> (any ImageRepository)?,
        preparation: @escaping @Sendable () async throws -> any ImageRepository,
        baseImageLogin: @escaping @Sendable (_ registry: String) async throws -> RegistryLogin? = { _ in nil }
    ) {
        self.builder = builder
        self.opening = Once(opening)
        self.preparation = Once(preparation)
        self.baseImageLogin = baseImageLogin
    }

    /// Describes a repository that is there, or that the first push makes.
    ///
    /// - Parameters:
    ///   - builder: The program that builds the destination's images; nil for any.
    ///   - opening: Returns the repository.
    ///   - baseImageLogin: Returns the login for a registry that base images are pulled from; nil if there is none.
    public init(
        builder: BuilderName? = nil,
        opening: @escaping @Sendable () async throws -> any ImageRepository,
        baseImageLogin: @escaping @Sendable (_ registry: String) async throws -> RegistryLogin? = { _ in nil }
    ) {
        let opened = Once(opening)
        self.init(
            builder: builder,
            opening: { try await opened.value() },
            preparation: { try await opened.value() },
            baseImageLogin: baseImageLogin
        )
    }

    /// Returns the repository, to be read; nil if it is missing, and will be created.
    public func repository() async throws -> (any ImageRepository)? { try await opening.value() }

    /// Returns the repository, to be pushed to: it is there, as far as that can be told, or has been created.
    package func preparedRepository() async throws -> any ImageRepository { try await preparation.value() }

    /// Returns the login for a registry that base images are pulled from; nil for none.
    package func login(forBaseImagesOf registry: String) async throws -> RegistryLogin? {
        try await baseImageLogin(registry)
    }
}
