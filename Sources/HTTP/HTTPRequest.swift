public import Basics

/// The methods that S3, STS and image registries need.
public enum HTTPMethod: String, Sendable, Hashable {
    case get = "GET"
    case head = "HEAD"
    case put = "PUT"
    case post = "POST"
    case patch = "PATCH"
    case delete = "DELETE"
}

/// A request whose parts are kept apart until it is sent, so that a signer signs exactly what goes out.
public struct HTTPRequest: Sendable {
    /// What is asked for.
    public var method: HTTPMethod
    /// The resource.
    public var url: HTTPURL
    /// The header fields, but for those that the transport adds: `Content-Length`, `User-Agent`, `Accept`.
    public var headers: HTTPHeaders
    /// The bytes of the body, sent with a `Content-Length` and never in chunks.
    ///
    /// They are read on a thread that moves the bytes of other requests too.
    public var body: any ByteSource

    /// Makes a request.
    public init(_ method: HTTPMethod, _ url: HTTPURL, headers: HTTPHeaders = [:], body: any ByteSource = [] as [UInt8])
    {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// An answer to a request, whatever its status.
public struct HTTPResponse: Sendable, Hashable {
    /// The status code: 200, 404, and so on.
    public var status: Int
    /// The header fields.
    public var headers: HTTPHeaders
    /// The bytes of the body; none in an answer to HEAD.
    public var body: [UInt8]

    /// Makes a response.
    public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Sends requests.
public protocol HTTPTransport: Sendable {
    /// Sends a request and returns the answer, whatever its status.
    ///
    /// No redirect is followed: a signed request must be signed anew for another host.
    ///
    /// - Parameters:
    ///   - request: What to send.
    ///   - limit: The most bytes of body to accept in the answer.
    /// - Throws: An error if there is no whole answer, or its body is larger than the limit; what reading the request's body
    ///   throws.
    func send(_ request: HTTPRequest, responseLimit limit: Int) async throws -> HTTPResponse
}
