public import Basics
internal import Foundation
internal import HTTP
public import Registry
internal import Testing

/// A way to a registry that misbehaves as it is told, `ci/servers/registry_faults.py`: one process for all tests.
public struct RegistryFaults: Sendable {
    /// A request that a server has seen.
    public struct Entry: Sendable, Decodable {
        /// Its method.
        public let method: String
        /// Its path and query, as they were sent.
        public let path: String
        /// The values by lower-case names.
        public let headers: [String: String]
    }

    private let port: Int
    private let process: LineProcess
    private let registry: TestRegistry

    /// The way to the plain registry, started by whoever asks first; it ends with this process.
    public static func shared() async throws -> RegistryFaults { try await running.value }

    private static let running = Task {
        let registry = try #require(TestRegistry.plain, TestRegistry.absence)
        let script = URL.ofRepository("ci/servers/registry_faults.py").path
        let process = try LineProcess("python3", [script, registry.url.text])
        let ports = try await process.ask(nil).split(separator: " ").compactMap { Int($0) }
        return RegistryFaults(port: try #require(ports.first), process: process, registry: registry)
    }

    /// Makes a client of a repository of the test's own that has these faults.
    ///
    /// - Parameters:
    ///   - faults: The faults, in the form that the script describes.
    ///   - configure: Changes the client's configuration.
    public func repository(
        _ faults: [JSON],
        credentials: (any RegistryCredentials)? = nil,
        configure: (inout RegistryClient.Configuration) -> Void = { _ in }
    ) async throws -> RegistryRepository {
        let name = TestRegistry.newName()
        try await script(faults, for: name)
        var configuration = registry.configuration(credentials: credentials)
        configuration.retryPolicy = RetryPolicy(longestOutage: .seconds(300))
        configuration.retryPolicy.baseDelay = .milliseconds(1)
        configuration.retryPolicy.throttledBaseDelay = .milliseconds(1)
        configuration.retryPolicy.maximumDelay = .milliseconds(20)
        configure(&configuration)
        let url = HTTPURL(scheme: .http, host: "127.0.0.1", port: port)
        return try RegistryRepository(name, in: try #require(RegistryEndpoint(url)), configuration)
    }

    /// Replaces the faults of a repository.
    public func script(_ faults: [JSON], for repository: String) async throws {
        let body = Array(JSON.array(faults).compact.utf8)
        _ = try await control.send(HTTPRequest(.put, url("/_faults/\(repository)"), body: body), responseLimit: 0)
    }

    /// Returns the requests about a repository, in order.
    public func log(of repository: RegistryRepository) async throws -> [Entry] {
        try await entries("/_log/\(repository.name)")
    }

    /// Returns the requests about a repository that reached the host of redirections.
    public func elsewhere(of repository: RegistryRepository) async throws -> [Entry] {
        try await entries("/_elsewhere/\(repository.name)")
    }

    private func entries(_ path: String) async throws -> [Entry] {
        let response = try await control.send(HTTPRequest(.get, url(path)), responseLimit: 1 << 20)
        return try JSONDecoder().decode([Entry].self, from: Data(response.body))
    }

    private func url(_ path: String) -> HTTPURL { HTTPURL(scheme: .http, host: "127.0.0.1", port: port, path: path) }
}

private let control = CurlTransport()
