import Basics
import Hashing
import HTTP
import Objects
import S3
import Testing
import TestSupport

/// Faults that real servers cannot be made to have.
@Suite struct FaultTests {
    static let bytes = Array("content".utf8)
    static let digest = SHA256.hash("content")

    /// Creates a bucket with these faults, and a client of it.
    private func client(
        _ settings: [String: JSON] = [:],
        owner: String? = nil
    ) async throws -> (client: S3Client, log: () async throws -> [FaultServer.Entry]) {
        let server = try FaultServer.shared()
        let bucket = try await server.makeBucket(settings)
        let client = try S3Client.test(CurlTransport(), bucket: bucket, endpoint: server.url("/"), owner: owner)
        return (client, { try await server.log(of: bucket) })
    }

    private func put(_ client: S3Client, onlyIfAbsent: Bool = true) async throws -> WriteOutcome {
        try await client.put(Self.bytes, key: "k", sha256: Self.digest, onlyIfAbsent: onlyIfAbsent)
    }

    @Test func conditionalWriteKeepsExistingObject() async throws {
        let (client, log) = try await client()
        guard case .written(let object) = try await put(client) else {
            Issue.record("not written")
            return
        }
        #expect(object.byteCount == 7)
        #expect(object.checksum == .fullObject(Self.digest))
        #expect(try await put(client) == .exists)
        #expect(try await put(client, onlyIfAbsent: false) != .exists)
        let headers = try #require(try await log().first).headers
        #expect(headers["content-length"] == "7")
        #expect(headers["content-type"] == "application/octet-stream")
        #expect(headers["if-none-match"] == "*")
        #expect(headers["x-amz-content-sha256"] == Self.digest.description)
        #expect(headers["x-amz-security-token"] == S3Client.testToken)
        #expect(headers["transfer-encoding"] == nil)
        #expect(headers["content-encoding"] == nil)
        #expect(client.counters.sentByteCount == 21)
    }

    @Test(
        arguments: [
            ["status": 503, "code": "SlowDown", "headers": ["Retry-After": "1"]],
            ["status": 409, "code": "ConditionalRequestConflict"],
            ["status": 400, "code": "RequestTimeout"],
            ["status": 500, "code": "InternalError"],
            ["status": 502, "body": "<html>"],
            ["status": 503, "fill": 50],
            ["status": 200, "body": "<Error><Code>InternalError</Code></Error>"],
        ] as [JSON]
    )
    func transientFailureIsRetried(fault: JSON) async throws {
        let (client, log) = try await client(["script": [fault]])
        #expect(try await put(client) != .exists)
        #expect(try await log().count == 2)
    }

    @Test func errorInSuccessfulResponseIsAnError() async throws {
        let fault: JSON = ["status": 200, "body": "<Error><Code>AccessDenied</Code><Message>m</Message></Error>"]
        let (client, log) = try await client(["script": .array(Array(repeating: fault, count: 6))])
        for request in [
            { _ = try await put(client) },
            { _ = try await client.replace(Self.bytes, key: "k", sha256: Self.digest, etag: nil) },
            { _ = try await client.createMultipartUpload("k") }, { _ = try await client.unfinishedUploads("k") },
            { _ = try await client.listPage("", delimiter: nil, after: nil) }, { try await client.delete("k") },
        ] as [() async throws -> Void] {
            let error = await #expect(throws: S3Error.self) { try await request() }
            #expect(error?.message.contains("AccessDenied: m") == true, "\(error?.message ?? "")")
        }
        #expect(try await log().count == 6)
        // The bytes of an object may be those of an error.
        let bytes = Array("<Error><Code>AccessDenied</Code></Error>".utf8)
        _ = try await client.put(bytes, key: "e", sha256: SHA256.hash(bytes.span.bytes), onlyIfAbsent: false)
        #expect(try await client.get("e", limit: 100)?.bytes == bytes)
    }

    /// A GET of a whole object has one status of success; that of a range may have another.
    @Test(arguments: [(204, nil), (206, nil), (201, nil), (204, 0..<3)] as [(Int, Range<Int64>?)])
    func unexpectedStatusIsAnError(status: Int, range: Range<Int64>?) async throws {
        let body: JSON = .string(status == 204 ? "" : "abc")
        let fault: JSON = ["method": "GET", "status": .integer(status), "body": body]
        let (client, log) = try await client(["script": [fault]])
        let error = await #expect(throws: S3Error.self) { try await client.get("k", range: range, limit: 7) }
        #expect(error?.message.contains("unexpected status \(status)") == true, "\(error?.message ?? "")")
        #expect(error?.exitStatus == .failed)
        #expect(try await log().count == 1)
    }

    @Test func writeWithLostResponseReportsExisting() async throws {
        let (client, _) = try await client(["script": [["lost": true]]])
        #expect(try await put(client) == .exists)
        #expect(try await client.get("k", limit: 7)?.bytes == Self.bytes)
    }

    @Test func existenceIsCheckedWithoutConditionalWrites() async throws {
        let (client, log) = try await client(["conditions": "reject"])
        #expect(try await put(client) != .exists)
        #expect(try await put(client) == .exists)
        #expect(try await log().map(\.method) == ["PUT", "HEAD", "PUT", "HEAD"])
    }

    @Test func serverWithoutChecksumsIsSupported() async throws {
        let (client, _) = try await client(["checksums": false])
        guard case .written(let object) = try await put(client) else {
            Issue.record("not written")
            return
        }
        #expect(object.checksum == nil)
        #expect(try await client.head("k")?.checksum == nil)
        #expect(try await client.get("k", limit: 7)?.bytes == Self.bytes)
    }

    @Test func checksumMismatchIsAnError() async throws {
        let other = SHA256.hash("other").base64
        let fault: JSON = ["headers": ["x-amz-checksum-sha256": .string(other)]]
        let (client, _) = try await client(["script": [fault, fault]])
        let error = await #expect(throws: S3Error.self) { try await put(client) }
        #expect(error?.exitStatus == .corrupt)
        #expect(error?.message.contains(other) == true)
        await #expect(throws: S3Error.self) { try await client.get("k", limit: 7) }
        #expect(try await client.get("k", limit: 7)?.bytes == Self.bytes)
    }

    @Test func truncatedResponseIsRetried() async throws {
        let (client, _) = try await client(["script": [["method": "GET", "cutAnswerAfter": 3]]])
        _ = try await put(client)
        #expect(try await client.get("k", limit: 7)?.bytes == Self.bytes)
        #expect(try await client.get("k", range: 2..<4, limit: 2)?.bytes == Array("nt".utf8))
        #expect(try await client.get("k", range: 2..<4, limit: 2)?.metadata.byteCount == 7)
    }

    @Test func objectAboveLimitIsRejected() async throws {
        let (client, _) = try await client()
        _ = try await put(client)
        await #expect(throws: S3Error.self) { try await client.get("k", limit: 6) }
    }

    @Test func expectedOwnerIsSentWithEveryRequest() async throws {
        let (client, log) = try await client(["owner": "111122223333"], owner: "111122223333")
        #expect(try await put(client) != .exists)
        #expect(try await client.head("k") != nil)
        let upload = try await client.createMultipartUpload("m")
        let part = try await client.uploadPart(upload, number: 1, bytes: Self.bytes, sha256: Self.digest)
        _ = try await client.completeMultipartUpload(upload, parts: [part], onlyIfAbsent: true)
        try await client.abortMultipartUpload(upload)
        #expect(try await log().allSatisfy { $0.headers["x-amz-expected-bucket-owner"] == "111122223333" })
    }

    @Test func wrongOwnerIsReported() async throws {
        let (client, log) = try await client(["owner": "111122223333"], owner: "999999999999")
        let error = await #expect(throws: S3Error.self) { try await put(client) }
        #expect(error?.hint?.contains("999999999999") == true)
        let headError = await #expect(throws: S3Error.self) { try await client.head("k") }
        #expect(headError?.hint?.contains("999999999999") == true)
        #expect(try await log().count == 3)
    }

    @Test(arguments: [3600, -7200])
    func clockSkewIsCorrected(seconds: Int) async throws {
        let server = try FaultServer.shared()
        let bucket = try await server.makeBucket(["clock": .integer(seconds)])
        let client = try S3Client.test(
            CurlTransport(),
            bucket: bucket,
            endpoint: server.url("/"),
            clock: nil
        )
        #expect(try await put(client) != .exists)
        #expect(try await put(client) == .exists)
        #expect(client.counters.requestCount == 3)
    }
}
