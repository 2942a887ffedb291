internal import AWS
internal import Basics
internal import HTTP

/// A request before it is addressed and signed.
struct S3Operation: Sendable {
    /// S3's name for it.
    let name: String
    let method: HTTPMethod
    /// The object's key, or nothing for what is asked of the bucket.
    let key: String
    var query: [HTTPURL.QueryItem] = []
    var headers: HTTPHeaders = [:]
    var body: any ByteSource = [] as [UInt8]
    /// The body's digest, for the signature.
    var payload = PayloadHash.empty
    /// The most bytes that a successful answer may have.
    var answerLimit = 0
    /// Whether it is about the bucket and not about an object.
    var isOfBucket = false
    /// Whether it makes an object, for which encryption is asked.
    var makesObject = false

    /// The largest answer of XML that is read: errors, and answers to uploads in parts.
    static let xmlLimit = 64 << 10

    /// Returns the request to a bucket's server, not yet signed.
    func request(to configuration: S3Configuration) throws(S3Error) -> HTTPRequest {
        guard isOfBucket ? key.isEmpty : (1...1024).contains(key.utf8.count) else { throw .invalidKey(key) }
        var request = HTTPRequest(method, configuration.url(ofKey: key, query: query), headers: headers, body: body)
        request.headers["x-amz-expected-bucket-owner"] = configuration.expectedBucketOwner
        if makesObject, let key = configuration.encryptionKey {
            request.headers["x-amz-server-side-encryption"] = "aws:kms"
            request.headers["x-amz-server-side-encryption-aws-kms-key-id"] = key
        }
        return request
    }
}
