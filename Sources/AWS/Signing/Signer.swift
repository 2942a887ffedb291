public import AWSNames
internal import Basics
internal import Hashing
public import HTTP

/// Signs requests with AWS Signature Version 4.
///
/// A pure function of its arguments: the same request at the same moment has the same signature. The functions are
/// named after the stages of the specification, "Create a signed AWS API request" in the AWS Identity and Access
/// Management user guide.
public struct Signer: Sendable {
    /// The name of the algorithm, which starts the string to sign and the `Authorization` header.
    package static let algorithm = "AWS4-HMAC-SHA256"

    /// The key to sign with.
    public let credentials: Credentials
    /// The region that the signature is valid in.
    public let region: Region
    /// The signing name of the service that the signature is valid for: `s3`, `sts`, `ecr`.
    public let service: String
    /// The service's deviations from the standard algorithm.
    public let rules: SigningRules

    /// Creates a signer.
    ///
    /// - Parameter rules: The service's rules; by default those of its name.
    public init(credentials: Credentials, region: Region, service: String, rules: SigningRules? = nil) {
        self.credentials = credentials
        self.region = region
        self.service = service
        self.rules = rules ?? SigningRules.rules(ofService: service)
    }

    /// Returns the request with a signature in its headers.
    ///
    /// Adds `x-amz-date`, `Authorization`, for S3 `x-amz-content-sha256`, and for a session `x-amz-security-token`;
    /// replaces those that are there, so a request may be signed again. `Host` is signed as the URL says it. A header
    /// added afterwards is not protected by the signature; one changed afterwards breaks it.
    public func sign(_ request: HTTPRequest, payload: PayloadHash, at time: Timestamp) -> HTTPRequest {
        var request = prepared(request, payload: payload, at: time)
        let canonical = canonicalRequest(request, payload: payload)
        let signature = signature(of: stringToSign(canonical, at: time), at: time)
        request.headers["Authorization"] =
            "\(Self.algorithm) Credential=\(credentials.accessKeyID)/\(scope(at: time)), "
            + "SignedHeaders=\(canonical.signedHeaders), Signature=\(signature)"
        if !rules.signsSessionToken, let token = credentials.sessionToken {
            request.headers["x-amz-security-token"] = token
        }
        return request
    }

    /// The request with all the headers that will be signed.
    package func prepared(_ request: HTTPRequest, payload: PayloadHash, at time: Timestamp) -> HTTPRequest {
        var request = request
        request.headers["x-amz-date"] = time.basicDateTime
        request.headers["x-amz-security-token"] = rules.signsSessionToken ? credentials.sessionToken : nil
        if rules.sendsPayloadHash { request.headers["x-amz-content-sha256"] = payload.text }
        return request
    }

    /// Stage 1: the canonical request.
    package func canonicalRequest(_ request: HTTPRequest, payload: PayloadHash) -> CanonicalRequest {
        CanonicalRequest(request, payload: payload, rules: rules)
    }

    /// Stages 2 and 3: the canonical request's digest, and the string to sign.
    package func stringToSign(_ canonical: CanonicalRequest, at time: Timestamp) -> String {
        "\(Self.algorithm)\n\(time.basicDateTime)\n\(scope(at: time))\n\(SHA256.hash(canonical.text))"
    }

    /// Stage 4: the signature of a string.
    ///
    /// The key is derived each time: four HMACs take one microsecond, less than a look-up that is safe to share.
    package func signature(of stringToSign: String, at time: Timestamp) -> String {
        let key = [time.basicDate, region.name, service, "aws4_request"]
            .reduce(Array("AWS4\(credentials.secretAccessKey)".utf8)) { key, part in authenticate(part, key: key) }
        return Hex.encode(authenticate(stringToSign, key: key))
    }

    /// The day, region and service that a signature is valid for.
    package func scope(at time: Timestamp) -> String {
        "\(time.basicDate)/\(region.name)/\(service)/aws4_request"
    }

    private func authenticate(_ message: String, key: [UInt8]) -> [UInt8] {
        HMAC.sha256(Array(message.utf8).span.bytes, key: key.span.bytes)
    }
}
