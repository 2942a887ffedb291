public import Basics

/// The methods that AWS services and registries need.
public enum HTTPMethod: String, Sendable, Hashable {
    case get = "GET"
    case head = "HEAD"
    case put = "PUT"
    case post = "POST"
    case delete = "DELETE"
}

/// A request whose parts are kept apart until it is sent, so that a signer signs exactly what goes out.
public struct HTTPRequest: Sendable {
    /// The action on the resource.
    public var method: HTTPMethod
    /// The resource's URL.
    public var url: HTTPURL
    /// The header fields, but for those that the transport adds: `Content-Length`, `User-Agent`, `Accept`.
    public var headers: HTTPHeaders
    /// The bytes of the body, sent with a `Content-Length` and never in chunks.
    ///
    /// They are read on a thread that moves the bytes of other requests too.
    public var body: any ByteSource
    /// The progress that the transport records, if anybody wants to know.
    package var progress: RequestProgress?

    /// Creates a request.
    public init(_ method: HTTPMethod, _ url: HTTPURL, headers: HTTPHeaders = [:], body: any ByteSource = [] as [UInt8])
    {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// A response to a request, whatever its status.
public struct HTTPResponse: Sendable, Hashable {
    /// The status code: 200, 404, and so on.
    public var status: Int
    /// The header fields.
    public var headers: HTTPHeaders
    /// The bytes of the body; none in a response to HEAD.
    public var body: [UInt8]

    /// Creates a response.
    public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

extension HTTPResponse {
    /// Whether a status tells of a failure that may pass: the server, or what stands before it, waited too long for the
    /// request (408) or failed itself.
    ///
    /// Proxies and content delivery networks have statuses of their own, such as 509 and 520 to 530. What a server does not
    /// implement (501, 505) it will not implement in ten minutes either.
    package static func isTransient(status: Int) -> Bool {
        status == 408 || (500...599).contains(status) && status != 501 && status != 505
    }
}

/// A way to send requests, such as libcurl.
public protocol HTTPTransport: Sendable {
    /// Sends a request and returns the response, whatever its status.
    ///
    /// No redirect is followed: a signed request must be signed anew for another host.
    ///
    /// - Parameters:
    ///   - request: The request, signed.
    ///   - limit: The largest response body to accept, in bytes.
    /// - Throws: An error if the response is incomplete or its body larger than the limit, and any error of reading the
    ///   request's body.
    func send(_ request: HTTPRequest, responseLimit limit: Int) async throws -> HTTPResponse
}
