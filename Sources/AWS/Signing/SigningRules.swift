/// The differences between services in what is signed.
public struct SigningRules: Sendable, Hashable {
    /// Whether dot segments and empty segments are taken out of the path before it is signed.
    public var normalizesPath: Bool
    /// Whether the path that is sent, encoded once, is encoded once more before it is signed.
    public var encodesPathTwice: Bool
    /// Whether `x-amz-content-sha256` is sent, and so signed.
    public var sendsPayloadHash: Bool
    /// Whether the session token is signed; where not (IoT), it is added to the request afterwards.
    public var signsSessionToken: Bool

    /// Creates rules.
    public init(
        normalizesPath: Bool,
        encodesPathTwice: Bool,
        sendsPayloadHash: Bool,
        signsSessionToken: Bool = true
    ) {
        self.normalizesPath = normalizesPath
        self.encodesPathTwice = encodesPathTwice
        self.sendsPayloadHash = sendsPayloadHash
        self.signsSessionToken = signsSessionToken
    }

    /// S3: a path is a key, signed as it is sent.
    public static let s3 = SigningRules(normalizesPath: false, encodesPathTwice: false, sendsPayloadHash: true)

    /// Every other service.
    public static let standard = SigningRules(normalizesPath: true, encodesPathTwice: true, sendsPayloadHash: false)

    /// Returns the rules of a service by its signing name.
    public static func rules(ofService service: String) -> SigningRules {
        service == "s3" || service.hasPrefix("s3-") || service == "s3express" ? .s3 : .standard
    }
}
