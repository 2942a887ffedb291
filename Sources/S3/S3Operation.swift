internal import AWS
internal import AWSNames
internal import Basics
internal import HTTP

/// A request to a bucket before it is addressed and signed.
struct S3Operation: Sendable {
    let name: Name
    /// The object's key; empty for operations on the bucket.
    let key: String
    var query: [HTTPURL.QueryItem] = []
    var headers: HTTPHeaders = [:]
    var body: any ByteSource = [] as [UInt8]
    /// The body's digest, for the signature.
    var payload = PayloadHash.empty
    /// The most bytes that a successful response may have.
    var responseLimit = 0
    /// Whether a successful response may be an error document.
    var mayFailAfterStatus: Bool
    /// Whether there may be no object.
    var mayBeMissing = false

    init(
        _ name: Name,
        key: String = "",
        query: [HTTPURL.QueryItem] = [],
        headers: HTTPHeaders = [:],
        body: any ByteSource = [] as [UInt8],
        payload: PayloadHash = .empty,
        responseLimit: Int = 0
    ) {
        (self.name, self.key, self.query, self.headers) = (name, key, query, headers)
        (self.body, self.payload, self.responseLimit) = (body, payload, responseLimit)
        mayFailAfterStatus = name.mayFailAfterStatus
    }

    /// Returns the unsigned request to a bucket's server.
    func request(to configuration: S3Configuration) throws(S3Error) -> AWSRequest {
        guard name.isOfBucket ? key.isEmpty : (1...1024).contains(key.utf8.count) else { throw .invalidKey(key) }
        let url = configuration.url(ofKey: key, query: query)
        var http = HTTPRequest(name.method, url, headers: headers, body: body)
        http.headers["x-amz-expected-bucket-owner"] = configuration.expectedBucketOwner
        if name.createsObject {
            http.headers["x-amz-server-side-encryption"] = configuration.requestedEncryption?.rawValue
            http.headers["x-amz-server-side-encryption-aws-kms-key-id"] = configuration.encryptionKey
        }
        return AWSRequest(
            operation: name.rawValue,
            http,
            payload: payload,
            responseLimit: responseLimit,
            mayFailAfterStatus: mayFailAfterStatus,
            mayBeMissing: mayBeMissing,
            resources: ["bucket": "\(configuration.bucket)", "key": key]
        )
    }
}

extension S3Operation {
    /// The operations of the Amazon S3 API that the client uses, by the API's names.
    enum Name: String, Sendable {
        case abortMultipartUpload = "AbortMultipartUpload"
        case completeMultipartUpload = "CompleteMultipartUpload"
        case copyObject = "CopyObject"
        case createMultipartUpload = "CreateMultipartUpload"
        /// For the removal of assets that nothing refers to: no command deletes objects yet.
        case deleteObject = "DeleteObject"
        case getObject = "GetObject"
        case headBucket = "HeadBucket"
        case headObject = "HeadObject"
        case listMultipartUploads = "ListMultipartUploads"
        case listObjectsV2 = "ListObjectsV2"
        case listParts = "ListParts"
        case putObject = "PutObject"
        case uploadPart = "UploadPart"
        case uploadPartCopy = "UploadPartCopy"

        var method: HTTPMethod {
            switch self {
            case .getObject, .listMultipartUploads, .listObjectsV2, .listParts: .get
            case .headBucket, .headObject: .head
            case .putObject, .copyObject, .uploadPart, .uploadPartCopy: .put
            case .createMultipartUpload, .completeMultipartUpload: .post
            case .abortMultipartUpload, .deleteObject: .delete
            }
        }

        /// Whether the operation concerns the bucket and has no key.
        var isOfBucket: Bool { [.headBucket, .listMultipartUploads, .listObjectsV2].contains(self) }

        /// Whether the operation creates an object, whose encryption is requested with it.
        var createsObject: Bool {
            switch self {
            case .putObject, .copyObject, .createMultipartUpload: true
            default: false
            }
        }

        /// Whether a response with status 200 may be an error: no response's body is one, but for the bytes of an object.
        var mayFailAfterStatus: Bool { self != .getObject }

        /// The number of bodies after which it pays to test whether the server verifies digests.
        ///
        /// An upload in parts has many bodies, so the test pays at once; a few single objects are read back as fast.
        var bodiesBeforeDigestTest: Int { self == .uploadPart ? 1 : 4 }
    }
}
