public import Basics

/// A request without a complete response.
public struct HTTPError: UserFacingError, Hashable {
    /// The stage at which a request failed.
    public enum Reason: Sendable, Hashable {
        /// The request cannot be sent as it is.
        case invalidRequest
        /// The host's name has no address.
        case unknownHost
        /// Nothing accepts connections at the host's address, or the proxy's.
        case notConnected
        /// Connecting took too long, or no byte moved for too long.
        case timedOut
        /// The server's certificate is not one that is trusted, or not for this host.
        case untrustedCertificate
        /// TLS could not be agreed on.
        case handshakeFailed
        /// The connection ended before the response was complete.
        case connectionLost
        /// The response's body is larger than the caller accepts.
        case responseTooLarge(limit: Int)
        /// Anything else that libcurl reports.
        case other
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
        var url = request.url
        url.query = []
        self.url = url.text + (request.url.query.isEmpty ? "" : "?…")
        self.host = url.authority
        self.detail = detail
    }

    /// Whether the same request may well succeed when it is sent again.
    public var isTransient: Bool {
        switch reason {
        case .unknownHost, .notConnected, .timedOut, .handshakeFailed, .connectionLost: true
        case .invalidRequest, .untrustedCertificate, .responseTooLarge, .other: false
        }
    }

    /// The failure, the method and the URL.
    public var message: String {
        "\(summary) (\(method.rawValue) \(url))\(detail.isEmpty ? "" : ": \(detail)")"
    }

    /// The kind of the failure.
    public var errorCode: Diagnostic.Code {
        switch reason {
        case .invalidRequest: "invalid-request"
        case .unknownHost: "unknown-host"
        case .notConnected: "not-connected"
        case .timedOut: "timed-out"
        case .untrustedCertificate: "untrusted-certificate"
        case .handshakeFailed: "handshake-failed"
        case .connectionLost: "connection-lost"
        case .responseTooLarge: "response-too-large"
        case .other: "request-failed"
        }
    }

    /// The first thing to check.
    public var hint: String? {
        switch reason {
        case .unknownHost: "check the endpoint's name and the network"
        case .notConnected: "check that a server runs at this address; a proxy is taken from HTTPS_PROXY"
        case .timedOut, .connectionLost: "check the network and run again; what was published before is kept"
        case .untrustedCertificate: "if the server's certificate is your own authority's, name that in AWS_CA_BUNDLE"
        case .handshakeFailed: "check that the server speaks TLS at this port"
        case .invalidRequest, .responseTooLarge, .other: nil
        }
    }

    private var summary: String {
        switch reason {
        case .invalidRequest: "a request to '\(host)' cannot be sent"
        case .unknownHost: "cannot find the host '\(host)'"
        case .notConnected: "cannot connect to '\(host)'"
        case .timedOut: "'\(host)' did not respond in time"
        case .untrustedCertificate: "the certificate of '\(host)' is not trusted"
        case .handshakeFailed: "cannot agree on TLS with '\(host)'"
        case .connectionLost: "the connection to '\(host)' was lost"
        case .responseTooLarge(let limit): "the response of '\(host)' is larger than \(limit) bytes"
        case .other: "the request to '\(host)' failed"
        }
    }
}
