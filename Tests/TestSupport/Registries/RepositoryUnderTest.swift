public import Registry
internal import SystemPackage
public import Testing

/// A kind of repository that tests run with: an image layout directory, or a repository of a test registry.
public struct RepositoryUnderTest: Sendable, CustomTestStringConvertible {
    /// The registry, or nil for a directory.
    public let registry: TestRegistry?

    /// A directory, and each registry that runs.
    public static let all = [RepositoryUnderTest(registry: nil)] + TestRegistry.present.map(RepositoryUnderTest.init)

    /// The name in test reports.
    public var testDescription: String { registry?.name ?? "layout" }

    /// Makes an empty repository; a test of a directory needs the trait `.temporaryDirectory`.
    public func make() throws -> any ImageRepository {
        guard let registry else {
            return LayoutRepository(TemporaryDirectory.path.appending("images"), name: "images")
        }
        return try registry.repository()
    }
}
