import Basics
import Hashing
import HTTP
import Objects
import S3
import Testing
import TestSupport

@Suite struct MultipartFaultTests {
    static let parts = ["one", "two", "three"].map { Array($0.utf8) }

    private func client(
        _ settings: [String: JSON] = [:]
    ) async throws -> (client: S3Client, log: () async throws -> [FaultServer.Entry]) {
        let server = try FaultServer.shared()
        let bucket = try await server.makeBucket(settings)
        let client = try S3Client.test(CurlTransport(), bucket: bucket, endpoint: server.url("/"))
        return (client, { try await server.log(of: bucket) })
    }

    private func upload(_ client: S3Client, onlyIfAbsent: Bool = true) async throws -> WriteOutcome {
        let upload = try await client.createMultipartUpload("k")
        let parts = try await Array(Self.parts.enumerated()).boundedMap(width: 3) { index, bytes in
            let digest = SHA256.hash(bytes.span.bytes)
            return try await client.uploadPart(upload, number: index + 1, bytes: bytes, sha256: digest)
        }
        return try await client.completeMultipartUpload(upload, parts: parts.reversed(), onlyIfAbsent: onlyIfAbsent)
    }

    @Test(
        arguments: [
            [],
            [["query": "uploads", "status": 503, "code": "SlowDown"]],
            [["query": "partNumber=2", "status": 500, "code": "InternalError"]],
            [["query": "partNumber=2", "lost": true]],
            [
                [
                    "method": "POST", "query": "uploadId", "status": 200,
                    "body": "<Error><Code>InternalError</Code></Error>",
                ]
            ],
            [
                [
                    "method": "POST", "query": "uploadId", "status": 200,
                    "body": " \n<Error><Code>SlowDown</Code></Error>",
                ]
            ],
        ] as [JSON]
    )
    func multipartUploadCreatesObject(script: JSON) async throws {
        let (client, log) = try await client(["script": script])
        guard case .written(let object) = try await upload(client) else {
            Issue.record("not written")
            return
        }
        #expect(object.byteCount == 11)
        let content = try await client.get("k", limit: 11)
        #expect(content?.bytes == Array("onetwothree".utf8))
        #expect(content?.metadata.checksum?.description.hasSuffix("-3") == true)
        let first = try #require(try await log().first { $0.query == "uploads" })
        #expect(first.headers["x-amz-checksum-algorithm"] == "SHA256")
        #expect(first.headers["content-length"] == "0")
    }

    @Test func completionWithLostResponseReportsExisting() async throws {
        let fault: JSON = ["method": "POST", "query": "uploadId", "lost": true]
        let (client, _) = try await client(["script": [fault]])
        #expect(try await upload(client) == .exists)
        #expect(try await client.head("k")?.byteCount == 11)
    }

    @Test func failedCompletionIsAnError() async throws {
        let body = "<?xml version=\"1.0\"?>\n<Error><Code>InvalidPart</Code><Message>m</Message></Error>"
        let fault: JSON = ["method": "POST", "query": "uploadId", "status": 200, "body": .string(body)]
        let (client, _) = try await client(["script": [fault]])
        let error = await #expect(throws: S3Error.self) { try await upload(client) }
        #expect(error?.message.contains("InvalidPart") == true)
    }

    @Test(arguments: ["", "no XML", "<ListBucketResult/>"])
    func unreadableCompletionIsAnError(body: String) async throws {
        let fault: JSON = ["method": "POST", "query": "uploadId", "status": 200, "body": .string(body)]
        let (client, _) = try await client(["script": [fault]])
        await #expect(throws: S3Error.self) { try await upload(client) }
    }

    @Test func secondUploadReportsExisting() async throws {
        let (client, _) = try await client()
        #expect(try await upload(client) != .exists)
        #expect(try await upload(client) == .exists)
        #expect(try await upload(client, onlyIfAbsent: false) != .exists)
    }

    @Test func existenceIsCheckedWithoutConditionalWrites() async throws {
        let (client, _) = try await client(["conditions": "reject"])
        #expect(try await upload(client) != .exists)
        #expect(try await upload(client) == .exists)
    }

    @Test func partChecksumMismatchIsAnError() async throws {
        let fault: JSON = ["query": "partNumber=3", "headers": ["x-amz-checksum-sha256": "AAAA"]]
        let (client, _) = try await client(["script": [fault]])
        let error = await #expect(throws: S3Error.self) { try await upload(client) }
        #expect(error?.exitStatus == .corrupt)
    }

    @Test func abortIsIdempotent() async throws {
        let (client, _) = try await client()
        let upload = try await client.createMultipartUpload("k")
        try await client.abortMultipartUpload(upload)
        try await client.abortMultipartUpload(upload)
        let digest = SHA256.hash("x")
        await #expect(throws: S3Error.self) {
            try await client.uploadPart(upload, number: 1, bytes: [0x78], sha256: digest)
        }
    }
}
