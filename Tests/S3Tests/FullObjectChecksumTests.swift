import AWS
import AWSNames
import Basics
import HTTP
import Hashing
import Objects
import S3
import Testing
import TestSupport

/// Objects that S3 is asked to keep the CRC64NVME of.
@Suite struct FullObjectChecksumTests {
    private static let parts = ["one", "two", "three"].map { Array($0.utf8) }
    private static let whole = parts.flatMap { $0 }
    private static let checksum = CRC64NVME(whole.span.bytes)

    private static func client(_ transport: any HTTPTransport, bucket: String, endpoint: HTTPURL?) throws -> S3Client {
        let configuration = S3Configuration(
            bucket: try BucketName(bucket),
            region: try Region("us-east-1"),
            endpoint: endpoint,
            checksumAlgorithm: .crc64nvme
        )
        let credentials = StaticCredentials(Credentials(accessKeyID: "AKID", secretAccessKey: "secret"))
        return S3Client(configuration, .init(transport: transport, credentials: credentials))
    }

    private func client(
        _ settings: [String: JSON] = [:]
    ) async throws -> (client: S3Client, log: () async throws -> [FaultServer.Entry]) {
        let server = try FaultServer.shared()
        let bucket = try await server.makeBucket(settings)
        let client = try Self.client(CurlTransport(), bucket: bucket, endpoint: server.url("/"))
        return (client, { try await server.log(of: bucket) })
    }

    private func put(_ client: S3Client) async throws -> WriteOutcome {
        let digest = SHA256.hash(Self.whole.span.bytes)
        return try await client.put(Self.whole, key: "k", sha256: digest, onlyIfAbsent: true)
    }

    /// Uploads the parts; the checksum of the first is given, as of a caller that has it.
    private func upload(_ client: S3Client) async throws -> WriteOutcome {
        let upload = try await client.createMultipartUpload("k")
        var parts: [UploadedPart] = []
        for (index, bytes) in Self.parts.enumerated() {
            let part = try await client.uploadPart(
                upload,
                number: index + 1,
                bytes: bytes,
                sha256: SHA256.hash(bytes.span.bytes),
                crc64nvme: index == 0 ? CRC64NVME(bytes.span.bytes) : nil
            )
            parts.append(part)
        }
        return try await client.completeMultipartUpload(upload, parts: parts.reversed(), onlyIfAbsent: true)
    }

    @Test func objectOfOneRequestHasItsChecksum() async throws {
        let (client, log) = try await client()
        guard case .written(let written) = try await put(client) else {
            Issue.record("there was no object before")
            return
        }
        #expect(written.crc64nvme == Self.checksum)
        #expect(written.checksum == nil)
        #expect(written.isVerified)
        let request = try #require(try await log().first)
        #expect(request.headers["x-amz-checksum-crc64nvme"] == Self.checksum.base64)
        #expect(request.headers["x-amz-checksum-sha256"] == nil)
        #expect(request.headers["x-amz-content-sha256"] == SHA256.hash(Self.whole.span.bytes).description)
        let found = try #require(try await client.head("k"))
        #expect(found.crc64nvme == Self.checksum)
        #expect(found.checksum == nil)
        #expect(try await client.get("k", limit: 100)?.bytes == Self.whole)
    }

    @Test func objectOfPartsHasTheChecksumOfAllBytes() async throws {
        let (client, log) = try await client()
        guard case .written(let written) = try await upload(client) else {
            Issue.record("there was no object before")
            return
        }
        #expect(written.crc64nvme == Self.checksum)
        #expect(written.isVerified)
        #expect(try await client.head("k")?.crc64nvme == Self.checksum)
        let requests = try await log()
        let creation = try #require(requests.first { $0.query == "uploads" })
        #expect(creation.headers["x-amz-checksum-algorithm"] == "CRC64NVME")
        #expect(creation.headers["x-amz-checksum-type"] == "FULL_OBJECT")
        let sent = requests.filter { $0.query.contains("partNumber") }
        #expect(
            sent.map { $0.headers["x-amz-checksum-crc64nvme"] }
                == Self.parts.map { CRC64NVME($0.span.bytes).base64 }
        )
        #expect(sent.allSatisfy { $0.headers["x-amz-checksum-sha256"] == nil })
        let completion = try #require(requests.first { $0.method == "POST" && $0.query.hasPrefix("uploadId") })
        #expect(completion.headers["x-amz-checksum-crc64nvme"] == Self.checksum.base64)
        #expect(completion.headers["x-amz-checksum-type"] == "FULL_OBJECT")
    }

    /// Elsewhere than S3, servers know nothing of the checksum, and take the object all the same.
    @Test(arguments: [true, false])
    func serverWithoutChecksumsTakesTheObject(verifiesDigests: Bool) async throws {
        let (client, log) = try await client(["checksums": false, "digests": .bool(verifiesDigests)])
        guard case .written(let written) = try await upload(client) else {
            Issue.record("there was no object before")
            return
        }
        #expect(written.crc64nvme == nil)
        #expect(written.isVerified == verifiesDigests)
        #expect(try await client.get("k", limit: 100)?.bytes == Self.whole)
        let completion = try #require(try await log().first { $0.method == "POST" && $0.query.hasPrefix("uploadId") })
        #expect(completion.headers["x-amz-checksum-crc64nvme"] == nil)
    }

    private static let other = CRC64NVME(value: 1).base64

    @Test(
        arguments: [
            ["query": "partNumber=3", "headers": ["x-amz-checksum-crc64nvme": .string(other)]],
            [
                "method": "POST", "query": "uploadId", "status": 200,
                "body": .string(
                    "<CompleteMultipartUploadResult><ETag>e</ETag><ChecksumCRC64NVME>\(other)</ChecksumCRC64NVME>"
                        + "</CompleteMultipartUploadResult>"
                ),
            ],
        ] as [JSON]
    )
    func otherChecksumInResponseIsAnError(fault: JSON) async throws {
        let (client, _) = try await client(["script": [fault]])
        let error = await #expect(throws: S3Error.self) { try await upload(client) }
        #expect(error?.exitStatus == .corrupt)
        #expect(error?.message.contains("has the CRC64NVME \(Self.other)") == true, "\(error?.message ?? "")")
    }

    @Test func otherBytesThanTheChecksumAreAnError() async throws {
        let fault: JSON = ["method": "GET", "headers": ["x-amz-checksum-crc64nvme": .string(Self.other)]]
        let (client, _) = try await client(["script": [fault]])
        _ = try await put(client)
        let error = await #expect(throws: S3Error.self) { try await client.get("k", limit: 100) }
        #expect(error?.exitStatus == .corrupt)
        #expect(try await client.get("k", limit: 100)?.bytes == Self.whole)
    }

    @Test(arguments: [(400, "BadDigest"), (400, "InvalidRequest"), (501, "NotImplemented")])
    func serverThatRejectsTheChecksumIsNamed(status: Int, code: String) async throws {
        let fault: JSON = ["query": "partNumber=1", "status": .integer(status), "code": .string(code)]
        let (client, _) = try await client(["script": [fault]])
        let error = await #expect(throws: S3Error.self) { try await upload(client) }
        #expect(error?.hint?.contains("'--checksum sha256'") == true, "\(error?.hint ?? "")")
    }

    /// A server's own checksum of a part that it has copied.
    @Test(arguments: [ChecksumAlgorithm.sha256, .crc64nvme])
    func copiedPartHasTheChecksumOfTheUpload(algorithm: ChecksumAlgorithm) async throws {
        let digest = SHA256.hash("x")
        let body = """
            <CopyPartResult><ETag>e</ETag><ChecksumSHA256>\(digest.base64)</ChecksumSHA256>\
            <ChecksumCRC64NVME>\(Self.other)</ChecksumCRC64NVME></CopyPartResult>
            """
        let transport = ScriptedTransport([HTTPResponse(status: 200, body: Array(body.utf8))])
        let client =
            algorithm == .crc64nvme
            ? try Self.client(transport, bucket: "bucket", endpoint: nil) : try S3Client.test(transport)
        let upload = MultipartUpload(key: "k", id: "u")
        let part = try await client.copyPart("a", etag: "\"e\"", range: 0..<7, to: upload, number: 1)
        #expect(part?.sha256 == (algorithm == .sha256 ? digest : nil))
        #expect(part?.crc64nvme == (algorithm == .sha256 ? nil : CRC64NVME(value: 1)))
        #expect(part?.hasServerChecksum == true)
    }
}
