internal import AWS
internal import AWSNames
internal import ECR
internal import HTTP
internal import S3

extension Error {
    /// Whether the destination is the cause and not an asset: every other asset fails there too, so the error is
    /// reported once.
    package var concernsDestination: Bool {
        switch self {
        case let error as S3Error:
            if case .errorResponse(let response) = error { response.concernsWholeBucket } else { false }
        case let error as HTTPError: error.concernsServer
        case is AWSConfigurationError: true
        case is AWSNameError: true
        case is ECRError: true
        default: false
        }
    }
}

extension HTTPError {
    fileprivate var concernsServer: Bool {
        switch reason {
        case .unknownHost, .notConnected, .proxy, .untrustedCertificate, .invalidCertificateAuthorities,
            .handshakeFailed,
            .notHTTP, .shortage:
            true
        case .invalidRequest, .timedOut, .abandoned, .connectionLost, .responseTooLarge, .other: false
        }
    }
}
