import AWS
import AWSNames
import Hashing
import HTTP
import Objects
import S3
import Testing
import TestSupport

/// Encryption is requested wherever an object is created, and nowhere else.
@Suite struct EncryptionTests {
    private static let key = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"

    private static func client(_ transport: ScriptedTransport, key: String?) throws -> S3Client {
        let configuration = S3Configuration(
            bucket: try BucketName("bucket"),
            region: try Region("us-east-1"),
            encryptionKey: key
        )
        let credentials = Credentials(accessKeyID: "AKID", secretAccessKey: "secret", sessionToken: nil)
        return S3Client(configuration, .init(transport: transport, credentials: StaticCredentials(credentials)))
    }

    @Test(arguments: [key, nil])
    func encryptionKeyIsSentWhenObjectsAreCreated(key: String?) async throws {
        let upload = "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>"
        let transport = ScriptedTransport([
            HTTPResponse(status: 200, headers: ["ETag": "\"e\""]),
            HTTPResponse(status: 200, body: Array(upload.utf8)),
            HTTPResponse(status: 200, headers: ["Content-Length": "3", "ETag": "\"e\""]),
        ])
        let client = try Self.client(transport, key: key)
        let bytes: [UInt8] = [1, 2, 3]
        _ = try await client.put(bytes, key: "k", sha256: SHA256.hash(bytes.span.bytes), onlyIfAbsent: true)
        _ = try await client.createMultipartUpload("k")
        _ = try await client.head("k")
        let asked = transport.requests.map { $0.headers["x-amz-server-side-encryption-aws-kms-key-id"] }
        #expect(asked == [key, key, nil])
        #expect(
            transport.requests.map { $0.headers["x-amz-server-side-encryption"] }
                == [key, key, nil].map { $0.map { _ in "aws:kms" } }
        )
    }
}
