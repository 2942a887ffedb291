public import Basics
internal import Foundation
public import HTTP

/// Amazon ECR of the tests, `ci/servers/ecr.py`: the API, and a registry behind it with ECR's quirks and faults.
public final class ECRServer: Sendable {
    /// The account of the registry, and of the credentials.
    public static let account = "123456789012"
    /// The region of the registry.
    public static let region = "eu-west-1"

    /// The URL of the API, and of the registry.
    public let url: HTTPURL
    /// The access key that has all permissions.
    public let accessKey: String
    /// The access key's secret.
    public let secretKey: String
    private let process: LineProcess

    /// The settings of the server, and the requests since they were set.
    public struct State: Sendable, Decodable {
        /// The mutability of tags, by the name of the repository.
        public let repositories: [String: String]
        /// The settings that repositories were created with, by name.
        public let created: [String: [String: [String: JSON]]]?
        /// The passwords that were issued.
        public let tokens: [String]
        /// Of each request the method, the operation or the path with its query, and the size of the body.
        public let log: [[JSON]]

        /// The operations and paths of the requests.
        public var requests: [String] {
            log.compactMap { entry in
                guard entry.count == 3, case .string(let method) = entry[0], case .string(let target) = entry[1] else {
                    return nil
                }
                return target.hasPrefix("/") ? "\(method) \(target)" : target
            }
        }
    }

    /// Starts a server, which ends with this object.
    ///
    /// - Parameters:
    ///   - registry: The URL, the user and the password of the registry behind it; none for the API only.
    ///   - s3: A server whose credentials this one takes too, as AWS does; which is in us-east-1; nil for its own.
    public init(registry: [String] = [], sharingCredentialsOf s3: S3Server? = nil) async throws {
        let script = URL.ofRepository("ci/servers/ecr.py").path
        let keys =
            s3.map {
                ["ECR_ACCESS_KEY=\($0.accessKey)", "ECR_SECRET_KEY=\($0.secretKey)", "ECR_REGION=us-east-1"]
            } ?? []
        process = try LineProcess("env", keys + [Tool.python, script] + registry)
        let words = try await process.ask(nil).split(separator: " ").map(String.init)
        guard words.count == 3 else { throw ECRServerError(line: words.joined(separator: " ")) }
        (url, accessKey, secretKey) = (try HTTPURL(words[0]), words[1], words[2])
    }

    /// Sets the quirks and faults, as `ci/servers/ecr.py` describes them; the others, and the log, begin anew.
    public func set(_ state: [String: JSON]) async throws {
        _ = try await send(.put, Array(JSON.object(state).compact.utf8))
    }

    /// Returns the settings and the requests.
    public func state() async throws -> State {
        try JSONDecoder().decode(State.self, from: Data(try await send(.get, []).body))
    }

    private func send(_ method: HTTPMethod, _ body: [UInt8]) async throws -> HTTPResponse {
        var url = url
        url.path = "/_state"
        return try await control.send(HTTPRequest(method, url, body: body), responseLimit: 1 << 24)
    }
}

/// The line that the server printed in place of its URL.
struct ECRServerError: Error {
    let line: String
}

private let control = CurlTransport()
