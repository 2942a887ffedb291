internal import AWS
internal import HTTP
internal import S3

extension Error {
    /// Whether the error is about the destination and not about an asset: every other asset meets it there too, so it
    /// is told once.
    var concernsDestination: Bool {
        switch self {
        case let error as S3Error:
            if case .refused(let refusal) = error { refusal.concernsWholeBucket } else { false }
        case let error as HTTPError: error.concernsServer
        case is AWSConfigurationError: true
        default: false
        }
    }
}

extension HTTPError {
    fileprivate var concernsServer: Bool {
        switch reason {
        case .unknownHost, .notConnected, .untrustedCertificate, .handshakeFailed: true
        case .invalidRequest, .timedOut, .connectionLost, .responseTooLarge, .other: false
        }
    }
}

extension PublishFailure {
    /// Returns the failures with one in place of all those that are about a destination and not about an asset.
    ///
    /// - Parameters:
    ///   - failures: All failures.
    ///   - working: The destinations at which some asset did not fail: there, every failure stands for itself.
    public static func oncePerDestination(_ failures: [PublishFailure], working: Set<String>) -> [PublishFailure] {
        var troubled: Set<String> = []
        return failures.compactMap { failure in
            guard let destination = failure.destination, !working.contains(destination),
                failure.error.concernsDestination
            else { return failure }
            guard troubled.insert(destination).inserted else { return nil }
            return PublishFailure(key: nil, destination: destination, error: failure.error)
        }
    }
}
