public import AWS
public import HTTP
internal import Synchronization

/// Reads and writes objects of one bucket.
///
/// Requests are signed with the digest of their body and sent with a plain length, which every S3-compatible server
/// accepts. Signing and retries are those of `AWSClient`.
public struct S3Client: Sendable {
    /// The bucket and its server.
    public let configuration: S3Configuration
    /// The server's capabilities, as its responses have shown them; copies of a client share them.
    let capabilities = ServerCapabilities()
    private let client: AWSClient

    /// Creates a client of a bucket.
    ///
    /// - Parameters:
    ///   - configuration: The bucket and its server.
    ///   - aws: The transport, the credentials and the rest that all clients need.
    public init(_ configuration: S3Configuration, _ aws: AWSClient.Configuration) {
        self.configuration = configuration
        client = AWSClient(service: "s3", region: configuration.region, aws)
    }

    /// The traffic of this client and of all that share its counters.
    public var counters: RequestCounters { client.counters }

    /// Returns a text of the server's fit to be shown.
    func shown(_ text: String) -> String { client.shown(text) }

    /// Returns a URL by which anybody can read an object until it expires.
    ///
    /// The owner of the bucket is not verified: that takes a header.
    ///
    /// - Parameters:
    ///   - key: The object's key.
    ///   - seconds: The URL's validity, from one second to seven days.
    public func presignedURL(ofKey key: String, expiresIn seconds: Int) async throws -> PresignedURL {
        try await client.presign(HTTPRequest(.get, configuration.url(ofKey: key)), expiresIn: seconds)
    }

    /// Sends an operation once, for what else this does.
    func attempt(_ operation: S3Operation) async throws {
        _ = try await client.attempt(try operation.request(to: configuration))
    }

    /// Sends an operation until it succeeds or fails for good.
    func perform(_ operation: S3Operation) async throws -> HTTPResponse {
        do {
            return try await client.send(try operation.request(to: configuration))
        } catch let response as ErrorResponse {
            throw S3Error.errorResponse(S3ErrorResponse(response, to: operation, configuration))
        }
    }
}

/// The capabilities of a server that only its responses show.
final class ServerCapabilities: Sendable {
    /// Whether the server has rejected a conditional write as unsupported.
    let lacksConditions = Atomic(false)
    let digestVerification = Mutex(DigestVerification.unknown(bodyCount: 0))
}
