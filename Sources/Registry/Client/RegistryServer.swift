internal import HTTP

/// The URL of a registry, whose scheme is found out where it is not known: on this machine.
actor RegistryServer {
    private let endpoint: RegistryEndpoint
    private let transport: any HTTPTransport
    private var known: HTTPURL?

    init(_ endpoint: RegistryEndpoint, transport: any HTTPTransport) {
        self.endpoint = endpoint
        self.transport = transport
        known = endpoint.isSchemeKnown ? endpoint.server : nil
    }

    /// Returns the URL of the server.
    ///
    /// - Throws: `HTTPError` if a server on this machine has to be asked and does not respond.
    func url() async throws -> HTTPURL {
        if let known { return known }
        var url = endpoint.server
        url.path = "/v2/"
        do {
            _ = try await transport.send(HTTPRequest(.get, url), responseLimit: RegistryErrorResponse.byteLimit)
        } catch let error as HTTPError where error.reason.isWithoutTLS {
            url.scheme = .http
        }
        url.path = "/"
        known = url
        return url
    }
}

extension HTTPError.Reason {
    /// Whether a server that does not speak TLS fails so.
    fileprivate var isWithoutTLS: Bool {
        switch self {
        case .handshakeFailed, .notHTTP, .connectionLost: true
        default: false
        }
    }
}
