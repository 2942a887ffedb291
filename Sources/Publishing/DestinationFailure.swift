internal import AWS
internal import AWSNames
internal import HTTP
internal import S3

extension Error {
    /// Whether the destination is the cause and not an asset: every other asset fails there too, so the error is
    /// reported once.
    var concernsDestination: Bool {
        switch self {
        case let error as S3Error:
            if case .errorResponse(let response) = error { response.concernsWholeBucket } else { false }
        case let error as HTTPError: error.concernsServer
        case is AWSConfigurationError: true
        case is AWSNameError: true
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
        case .invalidRequest, .timedOut, .connectionLost, .responseTooLarge, .other: false
        }
    }
}

extension PublishFailure {
    /// Returns the failures with one in place of all those whose cause is the same destination.
    ///
    /// - Parameters:
    ///   - failures: All failures.
    ///   - working: The destinations at which some asset did not fail: their failures are all kept.
    public static func oncePerDestination(_ failures: [PublishFailure], working: Set<String>) -> [PublishFailure] {
        var reported: Set<String> = []
        return failures.compactMap { failure in
            guard let destination = failure.destination, !working.contains(destination),
                failure.concernsDestination
            else { return failure }
            return reported.insert(destination).inserted ? failure.ofDestination : nil
        }
    }
}
