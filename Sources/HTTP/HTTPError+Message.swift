public import Basics

extension HTTPError {
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
        case .proxy: "proxy-failed"
        case .timedOut, .abandoned: "timed-out"
        case .untrustedCertificate: "untrusted-certificate"
        case .invalidCertificateAuthorities: "invalid-certificate-authorities"
        case .handshakeFailed: "handshake-failed"
        case .notHTTP: "not-http"
        case .connectionLost: "connection-lost"
        case .responseTooLarge: "response-too-large"
        case .shortage(let shortage): shortage.errorCode
        case .other: "request-failed"
        }
    }

    /// The first thing to check.
    public var hint: String? {
        switch reason {
        case .invalidRequest: "check the endpoint and the names of the destination: they make the request's URL"
        case .unknownHost: "check the endpoint's name and the network"
        case .notConnected: "check that a server runs at this address"
        case .proxy(.authenticationRequired): "write the proxy's address as http://USER:PASSWORD@HOST:PORT"
        case .proxy: "check HTTPS_PROXY, http_proxy and ALL_PROXY; NO_PROXY names hosts that need no proxy"
        case .timedOut, .abandoned, .connectionLost:
            "check the network and run again; what was published before is kept"
        case .untrustedCertificate: "if the server's certificate is your own authority's, name that in AWS_CA_BUNDLE"
        case .invalidCertificateAuthorities: "name a readable file of certificates in PEM form in AWS_CA_BUNDLE"
        case .handshakeFailed: "check that the server speaks TLS at this port"
        case .notHTTP: "check that the endpoint's port is that of an HTTP server, and its scheme http or https"
        case .responseTooLarge: "check that the endpoint is a server that speaks S3"
        case .shortage(let shortage): shortage.hint
        case .other: "run again with --verbose, and check the endpoint and the network"
        }
    }

    /// The failure without the request.
    public var summary: String {
        switch reason {
        case .invalidRequest: "a request to '\(host)' cannot be sent"
        case .unknownHost: "cannot find the host '\(host)'"
        case .notConnected: "cannot connect to '\(host)'"
        case .proxy(.unknownHost): "cannot find the proxy on the way to '\(host)'"
        case .proxy(.notConnected): "cannot connect to the proxy on the way to '\(host)'"
        case .proxy(.authenticationRequired): "the proxy on the way to '\(host)' asks for a user name and a password"
        case .proxy(.rejected(let status)):
            "the proxy makes no connection to '\(host)' and responds with status \(status)"
        case .timedOut, .abandoned: "'\(host)' did not respond in time"
        case .untrustedCertificate: "the certificate of '\(host)' is not trusted"
        case .invalidCertificateAuthorities: "the file of certificate authorities cannot be used"
        case .handshakeFailed: "cannot agree on TLS with '\(host)'"
        case .notHTTP: "'\(host)' does not speak HTTP"
        case .connectionLost: "the connection to '\(host)' was lost"
        case .responseTooLarge(let limit): "the response of '\(host)' is larger than \(limit) bytes"
        case .shortage(let shortage): "a request to '\(host)' cannot be sent: \(shortage.message)"
        case .other: "the request to '\(host)' failed"
        }
    }
}
