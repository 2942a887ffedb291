import AWS
import Basics
import Hashing
import HTTP
import Testing

@Suite struct KnownSecretsTests {
    private static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    private static let token = "IQoJb3JpZ2luX2VjEPT//////////wEaCXVzLWVhc3QtMSJHMEUCIQD<&\"x\">+/=="
    private static let signature = String(repeating: "0123456789abcdef", count: 4)

    private static let known: KnownSecrets = {
        let known = KnownSecrets()
        known.insert(Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: secret, sessionToken: token))
        known.insert(
            Credentials(accessKeyID: "AKIDOTHER", secretAccessKey: "another secret of sixteen", sessionToken: nil)
        )
        known.insert(Credentials(accessKeyID: "minio", secretAccessKey: "minio-secret", sessionToken: nil))
        return known
    }()

    private func shown(_ text: String) -> String { Self.known.shown(text, signature: Self.signature) }

    /// The spellings that a server may give to a header's value.
    private static let spellings: [@Sendable (String) -> String] = [
        { $0 },
        { $0.lowercased() },
        { $0.uppercased() },
        { HTTPURL.percentEncode($0) },
        { HTTPURL.percentEncode($0, keepingSlashes: true) },
        { HTTPURL.percentEncode(HTTPURL.percentEncode($0)) },
        { HTTPURL.percentEncode($0).lowercased() },
        { $0.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;") },
        { $0.unicodeScalars.map { "&#\($0.value);" }.joined() },
        { $0.unicodeScalars.map { "&#x\(String($0.value, radix: 16));" }.joined() },
        { $0.unicodeScalars.map { "\\u00\(Hex.encode([UInt8($0.value)]))" }.joined() },
        { $0.replacing("/", with: "\\/").replacing("\"", with: "\\\"") },
        { Base64.encode(Array($0.utf8)) },
        { Base64.encode(Array("x-amz-security-token: \($0)".utf8)) },
        { Base64.encode(Array("key: \($0), more".utf8)) },
        { Base64.encode(Array($0.utf8)).replacing("+", with: "-").replacing("/", with: "_") },
        { Hex.encode(Array($0.utf8)) },
        { $0.map { "\($0) " }.joined() },
        { $0.map { "\($0)\n" }.joined() },
        { String($0.prefix(16)) },
        { String($0.suffix(16)) },
        { String($0.dropFirst(7).prefix(20)) },
        { "\($0.prefix(20))…" },
    ]

    @Test(arguments: [secret, token, signature, "another secret of sixteen"])
    func secretsAreMaskedInEverySpelling(secret: String) {
        for spelling in Self.spellings {
            let spelled = spelling(secret)
            for text in [spelled, "the header is \(spelled)", "\(spelled) is wrong", "a=\(spelled)&b=\(spelled);"] {
                let shown = shown(text)
                #expect(!shown.lowercased().contains(spelled.lowercased()), "\(text) → \(shown)")
                #expect(shown.contains("***") || shown.contains("not shown"), "\(text) → \(shown)")
            }
        }
    }

    @Test(arguments: [
        ("the token \(token) is over", "the token *** is over"),
        ("\(secret)\(secret)", "***"),
        ("key 'minio-secret' of minio", "key '***' of minio"),
        (
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/eu-west-1/s3/aws4_request, SignedHeaders=host, "
                + "Signature=\(String(repeating: "f", count: 64)) is wrong",
            "*** is wrong"
        ),
        ("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/2026", "***"),
        ("got x-amz-security-token: unknown-but-a-token, sorry", "got x-amz-security-token: ***, sorry"),
        ("?X-Amz-Signature=\(String(repeating: "9", count: 64))&a", "?X-Amz-Signature=***&a"),
    ])
    func maskedTextKeepsTheRest(text: String, expected: String) {
        #expect(shown(text) == expected)
    }

    @Test(arguments: [
        "", "Access Denied", "the region 'us-east-1' is wrong; expecting 'eu-west-1'",
        "Please use AWS4-HMAC-SHA256.",
        "The request signature we calculated does not match the signature you provided.",
        "Signature expired: 20150830T133600Z is now earlier than 20150830T143600Z",
        "User: arn:aws:sts::123456789012:assumed-role/r/s is not authorized to perform: s3:PutObject",
        "100 % of %ZZ &amp; \\u00e9 &#1114112; &#x110000;", "wJalrXUtnFEMI/K", "é日本🦆",
    ])
    func otherTextStaysAsItIs(text: String) {
        #expect(shown(text) == text)
    }

    @Test func textIsOneBoundedLine() {
        let shown = shown("a\u{1b}[31m\nb" + String(repeating: "x", count: 100_000))
        #expect(shown.hasPrefix(#"a\u{1b}[31m\nbx"#))
        #expect(shown.unicodeScalars.count == 300)
    }

    @Test func secretBehindTheLimitIsNotCutIntoView() {
        let text = String(repeating: "x", count: 290) + Self.secret
        #expect(shown(text) == String(repeating: "x", count: 290) + "***")
    }
}
