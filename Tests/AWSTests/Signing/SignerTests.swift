import AWS
import AWSNames
import HTTP
import Testing

// Cases of our own, for machines without the published vectors and without botocore.
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
    func pathEncodingDependsOnService(path: String, s3: String, standard: String) throws {
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

    @Test func headersAreNormalized() throws {
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

    @Test func putSignatureMatchesBotocore() throws {
        let put = HTTPRequest(
            .put,
            HTTPURL(
                scheme: .https,
                host: "bucket.s3.eu-west-1.amazonaws.com",
                path: "/models/a b+é.tar.gz",
                query: [.init("uploadId", "x~y"), .init("partNumber", "2")]
            ),
            headers: ["If-None-Match": "*"],
            body: Array("weights".utf8)
        )
        #expect(
            try signer("s3").sign(put, payload: .of(put.bytes), at: time).headers["Authorization"]
                == "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/s3/aws4_request, "
                + "SignedHeaders=host;if-none-match;x-amz-content-sha256;x-amz-date;x-amz-security-token, "
                + "Signature=a4d262835b695da7a5db4386a18436d985cacb0fbef147df4eea06821222befd"
        )
    }

    @Test func stsSignatureMatchesBotocore() throws {
        let call = HTTPRequest(
            .post,
            HTTPURL(scheme: .https, host: "sts.eu-west-1.amazonaws.com"),
            headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: Array("Action=GetCallerIdentity&Version=2011-06-15".utf8)
        )
        let signed = try signer("sts", token: false).sign(call, payload: .of(call.bytes), at: time)
        #expect(
            signed.headers["Authorization"]
                == "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/sts/aws4_request, "
                + "SignedHeaders=content-type;host;x-amz-date, "
                + "Signature=4b0052897e30141d3405d9e084da709b87d0a606fcc6f9de320ab274bd60964c"
        )
    }

    @Test func presignedURLMatchesBotocore() throws {
        let url = HTTPURL(scheme: .https, host: "bucket.s3.eu-west-1.amazonaws.com", path: "/models/a b+é.tar.gz")
        #expect(
            try signer("s3").presign(HTTPRequest(.get, url), expiresIn: 900, at: time).text
                == "https://bucket.s3.eu-west-1.amazonaws.com/models/a%20b%2B%C3%A9.tar.gz"
                + "?X-Amz-Algorithm=AWS4-HMAC-SHA256"
                + "&X-Amz-Credential=AKID%2F20260101%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20260101T000000Z"
                + "&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Security-Token=token%3D%3D"
                + "&X-Amz-Signature=48b190ca8f68aef71f60f72b50ef4d056c4d6bd1e7aed2d83d0a62f9a069c50a"
        )
    }

    @Test func payloadDigestIsSentToS3Only() throws {
        let signed = try signer("s3").sign(request("/k"), payload: .unsigned, at: time)
        #expect(signed.headers["x-amz-content-sha256"] == "UNSIGNED-PAYLOAD")
        #expect(signed.headers["x-amz-date"] == "20260101T000000Z")
        #expect(signed.headers["x-amz-security-token"] == "token==")
        let other = try signer("sts", token: false).sign(request("/"), payload: .empty, at: time)
        #expect(other.headers["x-amz-content-sha256"] == nil)
        #expect(other.headers["x-amz-security-token"] == nil)
    }

    @Test func resigningReplacesSignature() throws {
        let signer = try signer("s3")
        let once = signer.sign(request("/k"), payload: .empty, at: time)
        let later = time.advanced(bySeconds: 60)
        let twice = signer.sign(once, payload: .empty, at: later)
        let fresh = signer.sign(request("/k"), payload: .empty, at: later)
        #expect(twice.url == fresh.url)
        #expect(twice.headers == fresh.headers)
        #expect(twice.headers != once.headers)
    }

    @Test func unsignedTokenIsAddedAfterSigning() throws {
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
