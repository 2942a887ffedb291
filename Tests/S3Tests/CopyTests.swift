import AWS
import Hashing
import HTTP
import Objects
import S3
import Testing
import TestSupport

/// Copies and listings with responses that real servers rarely send.
@Suite struct CopyTests {
    private static let digest = SHA256.hash("content")

    private func result(_ name: String, _ content: String) -> HTTPResponse {
        HTTPResponse(status: 200, body: Array("<\(name)>\(content)</\(name)>".utf8))
    }

    private var copied: HTTPResponse {
        let checksum = "<ChecksumSHA256>\(Self.digest.base64)</ChecksumSHA256>"
        return result("CopyObjectResult", "<ETag>&quot;e2&quot;</ETag>\(checksum)")
    }

    private func copy(_ transport: ScriptedTransport) async throws -> WriteOutcome? {
        try await S3Client.test(transport, owner: "123456789012")
            .copy("a/b ü+%.bin", etag: "\"e1\"", byteCount: 7, to: "c/d")
    }

    @Test(arguments: [
        (nil as String?, "EXCLUDE" as String?), ("https://s3.eu-west-1.amazonaws.com", "EXCLUDE"),
        ("https://vpce-1.s3.eu-west-1.vpce.amazonaws.com", "EXCLUDE"), ("https://s3.amazonaws.com.cn", "EXCLUDE"),
        ("http://127.0.0.1:9000", nil), ("https://s3.example.com", nil), ("https://amazonaws.com.example.com", nil),
    ])
    func annotationsAreNotCopiedOnAWS(endpoint: String?, directive: String?) async throws {
        let transport = ScriptedTransport([copied])
        let client = try S3Client.test(transport, endpoint: try endpoint.map { try HTTPURL($0) })
        _ = try await client.copy("a", etag: "\"e1\"", byteCount: 7, to: "b")
        #expect(transport.requests.map { $0.headers["x-amz-object-annotation-directive"] } == [directive])
    }

    @Test func copySendsSourceAndConditions() async throws {
        let transport = ScriptedTransport([copied])
        let expected = ObjectMetadata(byteCount: 7, checksum: .fullObject(Self.digest), etag: "\"e2\"")
        #expect(try await copy(transport) == .written(expected))
        let headers = try #require(transport.requests.first?.headers)
        #expect(transport.requests.map(\.url.path) == ["/c/d"])
        #expect(headers["x-amz-copy-source"] == "/bucket/a/b%20%C3%BC%2B%25.bin")
        #expect(headers["x-amz-copy-source-if-match"] == "\"e1\"")
        #expect(headers["x-amz-checksum-algorithm"] == "SHA256")
        #expect(headers["If-None-Match"] == "*")
        #expect(headers["x-amz-expected-bucket-owner"] == "123456789012")
        #expect(headers["x-amz-source-expected-bucket-owner"] == "123456789012")
        let signed = try #require(headers["Authorization"])
        for name in ["x-amz-copy-source;", "x-amz-copy-source-if-match;"] { #expect(signed.contains(name)) }
    }

    @Test func lastModifiedIsUsedWithoutETag() async throws {
        let (transport, time) = (ScriptedTransport([copied]), "Sun, 22 Nov 2026 19:42:56 GMT")
        _ = try await S3Client.test(transport).copy("a", etag: time, byteCount: 7, to: "b")
        let headers = try #require(transport.requests.first?.headers)
        #expect(headers["x-amz-copy-source-if-unmodified-since"] == time)
        #expect(headers["x-amz-copy-source-if-match"] == nil)
    }

    /// S3 begins its response before it has copied.
    @Test func errorDocumentWithStatus200IsAnError() async throws {
        let failure = HTTPResponse.error(200, "InternalError")
        let transport = ScriptedTransport([failure, copied])
        #expect(try await copy(transport) != nil)
        #expect(transport.requests.count == 2)
        let denied = ScriptedTransport([.error(200, "NoSuchThing")])
        await #expect(throws: S3Error.self) { try await copy(denied) }
    }

    @Test(arguments: ["", "<CopyPartResult/>", "<CopyObjectResult>", "{}"])
    func unexpectedCopyResultIsAnError(body: String) async throws {
        let transport = ScriptedTransport([HTTPResponse(status: 200, body: Array(body.utf8))])
        await #expect(throws: S3Error.self) { try await copy(transport) }
    }

    @Test(arguments: [(403, "AccessDenied"), (404, "NoSuchKey"), (400, "InvalidRequest"), (405, "MethodNotAllowed")])
    func rejectedCopyReturnsNil(status: Int, code: String) async throws {
        #expect(try await copy(ScriptedTransport([.error(status, code)])) == nil)
    }

    /// Both the source and the copy have a condition, and the response does not say which one failed.
    @Test func failedConditionDistinguishesSourceFromCopy() async throws {
        let errorResponse = HTTPResponse.error(412, "PreconditionFailed")
        let existing = HTTPResponse(status: 200, headers: ["Content-Length": "7"])
        #expect(try await copy(ScriptedTransport([errorResponse, existing])) == .exists)
        let missing = ScriptedTransport([errorResponse, HTTPResponse(status: 404), errorResponse])
        #expect(try await copy(missing) == nil)
        #expect(missing.requests.last?.headers["x-amz-copy-source-if-match"] == "\"e1\"")
    }

    /// OpenStack Swift takes the condition for one on the source.
    @Test(arguments: [412, 501])
    func unsupportedConditionIsDroppedFromCopy(status: Int) async throws {
        let transport = ScriptedTransport([.error(status, "Code"), HTTPResponse(status: 404), copied])
        #expect(try await copy(transport) != nil)
        #expect(transport.requests.map { $0.headers["If-None-Match"] } == ["*", nil, nil])
        #expect(transport.requests.map(\.method) == [.put, .head, .put])
    }

    @Test func partCopySendsRange() async throws {
        let body = "<ETag>&quot;p&quot;</ETag><ChecksumSHA256>\(Self.digest.base64)</ChecksumSHA256>"
        let transport = ScriptedTransport([result("CopyPartResult", body)])
        let part = try await S3Client.test(transport).copyPart(
            "a",
            etag: "\"e\"",
            range: 10..<17,
            to: MultipartUpload(key: "k", id: "u"),
            number: 2
        )
        let expected = UploadedPart(
            number: 2,
            byteCount: 7,
            etag: "\"p\"",
            sha256: Self.digest,
            hasServerChecksum: true,
            wasSent: false
        )
        #expect(part == expected)
        #expect(transport.requests.first?.headers["x-amz-copy-source-range"] == "bytes=10-16")
        #expect(transport.requests.first?.url.query == [.init("partNumber", "2"), .init("uploadId", "u")])
    }

    private func page(_ keys: [String], next: String? = nil, isEncoded: Bool = true) -> HTTPResponse {
        let contents = keys.map { "<Contents><Key>\($0)</Key><ETag>e</ETag><Size>3</Size></Contents>" }.joined()
        let encoding = isEncoded ? "<EncodingType>url</EncodingType>" : ""
        let rest = next.map { "<IsTruncated>true</IsTruncated><NextContinuationToken>\($0)</NextContinuationToken>" }
        return result("ListBucketResult", encoding + contents + (rest ?? "<IsTruncated>false</IsTruncated>"))
    }

    @Test func listingFollowsContinuationTokens() async throws {
        let transport = ScriptedTransport([page(["p/a"], next: "t+1"), page(["p/b%2Bc+d%25%C3%BC"]), page([])])
        let listed = try await S3Client.test(transport).list("p/")
        #expect(listed.map(\.key) == ["p/a", "p/b+c d%ü"])
        #expect(listed.allSatisfy { $0.metadata == ObjectMetadata(byteCount: 3, etag: "\"e\"") })
        #expect(transport.requests.map(\.url.path) == ["/", "/"])
        #expect(transport.requests.last?.url.query.first == .init("continuation-token", "t+1"))
    }

    @Test func listingStopsAtPageLimit() async throws {
        let transport = ScriptedTransport([page(["p/a"], next: "t"), page([], next: "u"), page(["p/c"])])
        let listed = try await S3Client.test(transport).list("p/", delimiter: "/", pageLimit: 2)
        #expect(listed.map(\.key) == ["p/a"])
        #expect(transport.requests.count == 2)
        // The order in which they are signed.
        #expect(
            transport.requests.last?.url.query == [
                .init("continuation-token", "t"), .init("delimiter", "/"), .init("encoding-type", "url"),
                .init("list-type", "2"), .init("prefix", "p/"),
            ]
        )
    }

    @Test func unencodedKeysAreNotDecoded() async throws {
        let listed = try await S3Client.test(ScriptedTransport([page(["p/a+b%41 "], isEncoded: false)])).list("p/")
        #expect(listed.map(\.key) == ["p/a+b%41 "])
    }

    @Test func malformedListingIsAnError() async throws {
        let broken = [
            page(["a"], next: "t"), page(["a"], next: ""), page(["%4"]), page(["%zz"]), page(["%FF"]),
            result("ListBucketResult", "<Contents><Key>a</Key></Contents>"), result("Other", ""),
            result("ListBucketResult", "<Contents><Key>a</Key><Size>-1</Size></Contents>"),
            HTTPResponse(status: 200),
        ]
        for response in broken {
            await #expect(throws: S3Error.self) { try await S3Client.test(ScriptedTransport([response])).list("p/") }
        }
    }

    @Test(arguments: ["-1", "5368709121", "9223372036854775807", "9223372036854775808", "", "x"])
    func partOfImpossibleSizeIsAnError(size: String) async throws {
        let part = "<Part><PartNumber>1</PartNumber><Size>\(size)</Size><ETag>e</ETag></Part>"
        let client = try S3Client.test(ScriptedTransport([result("ListPartsResult", part)]))
        await #expect(throws: S3Error.self) { try await client.parts(of: MultipartUpload(key: "k", id: "u")) }
    }

    @Test func replaceIsConditionalOnETag() async throws {
        let (bytes, digest) = (Array("content".utf8), Self.digest)
        func replace(_ responses: [HTTPResponse]) async throws -> (Bool, [String?]) {
            let transport = ScriptedTransport(responses)
            let written = try await S3Client.test(transport).replace(bytes, key: "k", sha256: digest, etag: "\"e\"")
            return (written != nil, transport.requests.map { $0.headers["If-Match"] })
        }
        let done = HTTPResponse(status: 200)
        #expect(try await replace([done]) == (true, ["\"e\""]))
        #expect(try await replace([.error(412, "PreconditionFailed")]) == (false, ["\"e\""]))
        #expect(try await replace([.error(404, "NoSuchKey")]) == (false, ["\"e\""]))
        #expect(try await replace([.error(501, "NotImplemented"), done]) == (true, ["\"e\"", nil]))
        await #expect(throws: S3Error.self) { try await replace([.error(404, "NoSuchBucket")]) }
    }
}
