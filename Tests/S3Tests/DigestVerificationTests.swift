import Basics
import Hashing
import HTTP
import Objects
import S3
import Testing
import TestSupport

/// The test whether a server that returns no checksums verifies digests.
@Suite struct DigestVerificationTests {
    private static let parts = ["one", "two", "three"].map { Array($0.utf8) }

    private func client(
        _ settings: [String: JSON]
    ) async throws -> (client: S3Client, log: () async throws -> [FaultServer.Entry]) {
        let server = try FaultServer.shared()
        let bucket = try await server.makeBucket(settings)
        let client = try S3Client.test(CurlTransport(), bucket: bucket, endpoint: server.url("/"))
        return (client, { try await server.log(of: bucket) })
    }

    private func upload(_ client: S3Client, width: Int = 1) async throws -> ObjectMetadata? {
        let upload = try await client.createMultipartUpload("k")
        let parts = try await Array(Self.parts.enumerated()).boundedMap(width: width) { index, bytes in
            let digest = SHA256.hash(bytes.span.bytes)
            return try await client.uploadPart(upload, number: index + 1, bytes: bytes, sha256: digest)
        }
        let outcome = try await client.completeMultipartUpload(upload, parts: parts, onlyIfAbsent: true)
        return if case .written(let object) = outcome { object } else { nil }
    }

    private func put(_ client: S3Client, _ key: String) async throws -> ObjectMetadata? {
        let bytes = Array(key.utf8)
        let digest = SHA256.hash(bytes.span.bytes)
        let outcome = try await client.put(bytes, key: key, sha256: digest, onlyIfAbsent: true)
        return if case .written(let object) = outcome { object } else { nil }
    }

    /// The first part is accepted, and its repetition fails for another reason than the digest.
    private static func rejecting(_ status: Int, _ code: JSON) -> JSON {
        [["query": "partNumber=1"], ["query": "partNumber=1", "status": .integer(status), "code": code]]
    }

    /// Only an error response about the digest shows that the server verifies it.
    @Test(
        arguments: [
            (["digests": true], true),
            (["digests": false], false),
            (["digests": true, "script": rejecting(400, "InvalidRequest")], false),
            (["digests": true, "script": rejecting(403, "AccessDenied")], false),
            (["digests": true, "script": rejecting(501, "NotImplemented")], false),
        ] as [([String: JSON], Bool)]
    )
    func firstPartIsRepeatedWithFalseDigest(settings: [String: JSON], isVerified: Bool) async throws {
        let (client, log) = try await client(settings.merging(["checksums": false]) { $1 })
        #expect(try await upload(client)?.isVerified == isVerified)
        #expect(try await client.get("k", limit: 11)?.bytes == Array("onetwothree".utf8))
        let digests = try await log().filter { $0.query.contains("partNumber=1") }
            .map { $0.headers["x-amz-content-sha256"] }
        let digest = SHA256.hash("one").description
        #expect(digests.count == 3)
        #expect(digests.first == digest)
        #expect(digests.dropFirst().first != digest)
        #expect(digests.last == digest)
        #expect(try await log().filter { $0.query.contains("partNumber=2") }.count == 1)
    }

    @Test func concurrentPartsTestOnce() async throws {
        let (client, log) = try await client(["checksums": false, "digests": true])
        #expect(try await upload(client, width: 3)?.isVerified == true)
        #expect(try await log().filter { $0.query.contains("partNumber") }.count == Self.parts.count + 2)
    }

    @Test func fourthObjectIsTheFirstTested() async throws {
        let (client, log) = try await client(["checksums": false, "digests": true])
        var verified: [Bool?] = []
        for key in ["a", "b", "c", "d", "e"] { verified.append(try await put(client, key)?.isVerified) }
        #expect(verified == [false, false, false, true, true])
        let requests = try await log().filter { $0.method == "PUT" }
        #expect(requests.map { $0.path.suffix(1) } == ["a", "b", "c", "d", "d", "e"])
        #expect(requests[4].headers["if-none-match"] == nil)
        #expect(try await client.get("d", limit: 1)?.bytes == Array("d".utf8))
    }

    @Test func serverWithChecksumsIsNotTested() async throws {
        let (client, log) = try await client(["digests": true])
        for key in ["a", "b", "c", "d", "e"] { #expect(try await put(client, key)?.isVerified == true) }
        _ = try await upload(client)
        #expect(try await log().count == 5 + 2 + Self.parts.count)
    }
}
