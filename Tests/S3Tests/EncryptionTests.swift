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

    private static func client(
        _ transport: ScriptedTransport,
        encryption: ServerSideEncryption? = nil,
        key: String?
    ) throws -> S3Client {
        let configuration = S3Configuration(
            bucket: try BucketName("bucket"),
            region: try Region("us-east-1"),
            encryption: encryption,
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

    @Test(
        arguments: [
            (.aes256, nil, "AES256"), (.kms, nil, "aws:kms"), (.kms, key, "aws:kms"),
            (.dualLayerKMS, key, "aws:kms:dsse"),
        ] as [(ServerSideEncryption, String?, String)]
    )
    func encryptionIsSentWhereverObjectsAreCreated(
        encryption: ServerSideEncryption,
        key: String?,
        header: String
    ) async throws {
        let upload = "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>"
        let copy = "<CopyObjectResult><ETag>\"e\"</ETag></CopyObjectResult>"
        let transport = ScriptedTransport([
            HTTPResponse(status: 200, headers: ["ETag": "\"e\""]),
            HTTPResponse(status: 200, body: Array(upload.utf8)),
            HTTPResponse(status: 200, body: Array(copy.utf8)),
            HTTPResponse(status: 200, headers: ["Content-Length": "3", "ETag": "\"e\""]),
        ])
        let client = try Self.client(transport, encryption: encryption, key: key)
        let bytes: [UInt8] = [1, 2, 3]
        _ = try await client.put(bytes, key: "k", sha256: SHA256.hash(bytes.span.bytes), onlyIfAbsent: true)
        _ = try await client.createMultipartUpload("k")
        _ = try await client.copy("j", etag: "\"e\"", byteCount: 3, to: "k")
        _ = try await client.head("k")
        let headers = transport.requests.map { $0.headers["x-amz-server-side-encryption"] }
        #expect(headers == [header, header, header, nil])
        let keys = transport.requests.map { $0.headers["x-amz-server-side-encryption-aws-kms-key-id"] }
        #expect(keys == [key, key, key, nil])
    }

    @Test(
        arguments: [
            (nil, nil, "s3:PutObject on 'arn:aws:s3:::bucket/k'; if the bucket's policy demands encryption"),
            (.aes256, nil, "s3:PutObject on 'arn:aws:s3:::bucket/k'"),
            (.kms, nil, "kms:GenerateDataKey, kms:Decrypt on the KMS key of the bucket"),
            (nil, key, "and kms:GenerateDataKey, kms:Decrypt on '\(key)'"),
        ] as [(ServerSideEncryption?, String?, String)]
    )
    func forbiddenWritesHaveHintsAboutEncryption(
        encryption: ServerSideEncryption?,
        key: String?,
        hint: String
    ) async throws {
        let transport = ScriptedTransport([HTTPResponse.error(403, "AccessDenied")])
        let client = try Self.client(transport, encryption: encryption, key: key)
        let error = await #expect(throws: S3Error.self) { try await client.createMultipartUpload("k") }
        #expect(error?.hint?.contains(hint) == true, "\(error?.hint ?? "no hint")")
        #expect((error?.hint?.contains("policy demands") == true) == (encryption == nil && key == nil))
    }
}
