import AWS
import AWSNames
import HTTP
import Hashing
import Objects
import S3
import TestSupport

extension FuzzTarget {
    /// The body of a response with status 200, as each operation reads it that reads a body.
    static let s3Responses = FuzzTarget("s3-responses") { input in
        try waiting { try await checkOperations(on: HTTPResponse(status: 200, body: input)) }
    }

    private static func checkOperations(on response: HTTPResponse) async throws {
        var policy = TestClock().policy
        policy.attemptLimit = 2
        let client = S3Client(
            S3Configuration(bucket: try BucketName("bucket"), region: try Region("eu-west-1")),
            AWSClient.Configuration(
                transport: ScriptedTransport([response]),
                credentials: nil,
                retryPolicy: policy
            )
        )
        try await ignoringServerErrors {
            let page = try await client.listPage("prefix/", delimiter: nil, after: "token")
            try require(page.next.map { !$0.isEmpty && $0 != "token" } ?? true, "a listing does not go on")
            for listed in page.objects {
                try require(listed.metadata.byteCount >= 0, "'\(listed.key)' has \(listed.metadata.byteCount) bytes")
            }
        }
        try await ignoringServerErrors {
            let upload = try await client.createMultipartUpload("key")
            try require(!upload.id.isEmpty, "an upload has no name")
        }
        let upload = MultipartUpload(key: "key", id: "id")
        try await ignoringServerErrors {
            let digest = SHA256.hash("part")
            let part = UploadedPart(
                number: 1,
                byteCount: 4,
                etag: "\"etag\"",
                sha256: digest,
                hasServerChecksum: true,
                wasSent: true
            )
            _ = try await client.completeMultipartUpload(upload, parts: [part], onlyIfAbsent: true)
        }
        try await ignoringServerErrors {
            _ = try await client.copy("source", etag: "\"etag\"", byteCount: 4, to: "key")
        }
        try await ignoringServerErrors {
            _ = try await client.copyPart("source", etag: "\"etag\"", range: 0..<4, to: upload, number: 1)
        }
    }

    private static func ignoringServerErrors(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as S3Error {
            try requirePrintable(error.message)
        }
    }
}
