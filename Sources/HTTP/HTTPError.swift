public import Basics

/// A request without a complete response.
public struct HTTPError: UserFacingError, Hashable {
    /// The stage at which a request failed.
    public enum Reason: Sendable, Hashable {
        /// The request cannot be sent as it is.
        case invalidRequest
        /// The host's name has no address.
        case unknownHost
        /// Nothing accepts connections at the host's address.
        case notConnected
        /// The proxy that the environment names did not do its part.
        case proxy(ProxyProblem)
        /// Connecting took too long, or no byte moved for too long.
        case timedOut
        /// The transfer was so much slower than others at the same time that it is begun again.
        case abandoned
        /// The server's certificate is not one that is trusted, or not for this host.
        case untrustedCertificate
        /// The file of certificate authorities cannot be used.
        case invalidCertificateAuthorities
        /// TLS could not be agreed on.
        case handshakeFailed
        /// The server speaks another protocol.
        case notHTTP
        /// The connection ended before the response was complete.
        case connectionLost
        /// The response's body is larger than the caller accepts.
        case responseTooLarge(limit: Int)
        /// The system gives the process no more of something.
        case shortage(ResourceShortage)
        /// Anything else that libcurl reports.
        case other
    }

    /// The part that a proxy failed at.
    public enum ProxyProblem: Sendable, Hashable {
        /// Its name has no address.
        case unknownHost
        /// Nothing accepts connections at its address.
        case notConnected
        /// It asks for a user name and a password (status 407).
        case authenticationRequired
        /// It makes no connection to the server, and says so with this status.
        case rejected(status: Int)
    }

    /// The stage at which the request failed.
    public let reason: Reason
    /// The request's method.
    public let method: HTTPMethod
    /// The scheme, host, port and path of the request; its query, which may hold a signature or a token, is left out.
    public let url: String
    /// The server's name and port.
    public let host: String
    /// libcurl's own description.
    public let detail: String

    /// Creates an error from the request that failed.
    public init(_ reason: Reason, _ request: HTTPRequest, detail: String = "") {
        self.reason = reason
        self.method = request.method
        let url = request.url.withoutQuery
        self.url = url.text + (url == request.url ? "" : "?…")
        self.host = url.authority
        self.detail = detail
    }

    private init(_ error: HTTPError, detail: String) {
        (reason, method, url, host) = (error.reason, error.method, error.url, error.host)
        self.detail = detail
    }

    /// The error with another description of libcurl's, for one that may repeat what a server has said.
    package func withDetail(_ detail: String) -> HTTPError { HTTPError(self, detail: detail) }

    /// Whether the same request may well succeed when it is sent again.
    public var isTransient: Bool {
        switch reason {
        case .unknownHost, .notConnected, .timedOut, .abandoned, .handshakeFailed, .connectionLost: true
        case .proxy(.unknownHost), .proxy(.notConnected): true
        case .proxy(.rejected(let status)): status == 429 || HTTPResponse.isTransient(status: status)
        case .proxy(.authenticationRequired), .invalidRequest, .untrustedCertificate, .invalidCertificateAuthorities,
            .notHTTP, .responseTooLarge, .shortage, .other:
            false
        }
    }
}
