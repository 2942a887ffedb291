import AWS
import HTTP
import Testing

// Cases of our own, for machines without the published vectors.
@Suite struct SignerTests {
    private let time = Timestamp(secondsSinceEpoch: 1_767_225_600)  // 2026-01-01T00:00:00Z
    private let keys = Credentials(accessKeyID: "AKID", secretAccessKey: "c2VjcmV0", sessionToken: "token==")

    private func signer(_ service: String, token: Bool = true) throws -> Signer {
        let credentials = token ? keys : Credentials(accessKeyID: "AKID", secretAccessKey: "c2VjcmV0")
        return Signer(credentials: credentials, region: try Region("eu-west-1"), service: service)
    }

    private func request(_ path: String, query: [HTTPURL.QueryItem] = [], headers: HTTPHeaders = [:]) -> HTTPRequest {
        HTTPRequest(.get, HTTPURL(scheme: .https, host: "h", path: path, query: query), headers: headers)
    }

    private func lines(_ signer: Signer, _ request: HTTPRequest) -> [String] {
        signer.canonicalRequest(request, payload: .empty).text
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test(arguments: [
        ("/", "/", "/"),
        ("/a b", "/a%20b", "/a%2520b"),  // S3 takes the path as sent, others encode it again
        ("/a//b/", "/a//b/", "/a/b/"),  // a key may hold empty segments
        ("/a/./b/../c", "/a/./b/../c", "/a/c"),
        ("/../..", "/../..", "/"),  // nothing lies above the root
        ("/a/..", "/a/..", "/"),
        ("/a/b/..", "/a/b/..", "/a"),
        ("/é~%", "/%C3%A9~%25", "/%25C3%25A9~%2525"),
    ])
    func pathsFollowTheService(path: String, s3: String, standard: String) throws {
        #expect(lines(try signer("s3"), request(path))[1] == s3)
        #expect(lines(try signer("sts"), request(path))[1] == standard)
    }

    @Test func queriesAreSortedByNameThenValue() throws {
        let query: [HTTPURL.QueryItem] = [
            .init("b", "2"), .init("a-b", "1"), .init("b", "1"), .init("a", "z"), .init("uploads"), .init("B", "+ é"),
        ]
        #expect(
            lines(try signer("s3"), request("/", query: query))[2] == "B=%2B%20%C3%A9&a=z&a-b=1&b=1&b=2&uploads="
        )
    }

    @Test func headersAreFoldedJoinedAndSorted() throws {
        var headers: HTTPHeaders = ["X-B": " 1 ", "User-Agent": "x", "Connection": "close", "HOST": "other"]
        headers.add("x-a", "a\r\n  b\t \tc")
        headers.add("x-b", "2")
        headers.add("Range", "bytes=0-9")
        #expect(
            lines(try signer("s3"), request("/", headers: headers))[3...]
                == [
                    "host:h", "range:bytes=0-9", "x-a:a b c", "x-b:1,2", "", "host;range;x-a;x-b",
                    PayloadHash.empty.text,
                ]
        )
    }

    @Test func s3IsToldThePayloadsDigest() throws {
        let signed = try signer("s3").sign(request("/k"), payload: .unsigned, at: time)
        #expect(signed.headers["x-amz-content-sha256"] == "UNSIGNED-PAYLOAD")
        #expect(signed.headers["x-amz-date"] == "20260101T000000Z")
        #expect(signed.headers["x-amz-security-token"] == "token==")
        let other = try signer("sts", token: false).sign(request("/"), payload: .empty, at: time)
        #expect(other.headers["x-amz-content-sha256"] == nil)
        #expect(other.headers["x-amz-security-token"] == nil)
    }

    @Test func signingAgainReplacesTheSignature() throws {
        let signer = try signer("s3")
        let once = signer.sign(request("/k"), payload: .empty, at: time)
        let later = time.advanced(bySeconds: 60)
        let twice = signer.sign(once, payload: .empty, at: later)
        #expect(twice == signer.sign(request("/k"), payload: .empty, at: later))
        #expect(twice != once)
    }

    @Test func anUnsignedTokenIsAddedAfterwards() throws {
        var rules = SigningRules.standard
        rules.signsSessionToken = false
        let signer = Signer(credentials: keys, region: try Region("eu-west-1"), service: "iotdata", rules: rules)
        let signed = signer.sign(request("/"), payload: .empty, at: time)
        #expect(signed.headers["x-amz-security-token"] == "token==")
        #expect(signed.headers["Authorization"]?.contains("SignedHeaders=host;x-amz-date,") == true)
        #expect(signer.presign(request("/"), expiresIn: 60, at: time).query.last?.name == "X-Amz-Security-Token")
    }

    @Test func secretsAreNotPrinted() throws {
        var text = String(describing: keys) + String(reflecting: keys) + "\(try signer("s3"))"
        dump(keys, to: &text)
        dump(try signer("s3"), to: &text)
        #expect(!text.contains("c2VjcmV0"))
        #expect(!text.contains("token=="))
        #expect(text.contains("AKID"))
    }
}
