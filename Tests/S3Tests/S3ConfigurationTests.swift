import AWS
import AWSNames
import HTTP
import S3
import Testing

@Suite struct S3ConfigurationTests {
    struct Case: Sendable {
        let bucket: String
        let region: String
        let endpoint: HTTPURL?
        let addressing: BucketAddressing
        let expected: String

        init(
            _ expected: String,
            bucket: String = "b-1",
            region: String = "eu-west-1",
            endpoint: HTTPURL? = nil,
            addressing: BucketAddressing = .auto
        ) {
            (self.expected, self.bucket, self.region) = (expected, bucket, region)
            (self.endpoint, self.addressing) = (endpoint, addressing)
        }
    }

    static let local = HTTPURL(scheme: .http, host: "127.0.0.1", port: 9000)
    static let named = HTTPURL(scheme: .https, host: "s3.example.org", path: "/base/")

    @Test(arguments: [
        Case("https://b-1.s3.eu-west-1.amazonaws.com/k"),
        Case("https://b-1.s3.us-east-1.amazonaws.com/k", region: "us-east-1"),
        Case("https://b-1.s3.cn-north-1.amazonaws.com.cn/k", region: "cn-north-1"),
        Case("https://s3.eu-west-1.amazonaws.com/b-1/k", addressing: .path),
        // No wildcard certificate covers two labels.
        Case("https://s3.eu-west-1.amazonaws.com/b.c/k", bucket: "b.c"),
        Case("https://b.c.s3.eu-west-1.amazonaws.com/k", bucket: "b.c", addressing: .virtualHost),
        Case("http://s3/b.c/k", bucket: "b.c", endpoint: HTTPURL(scheme: .http, host: "s3")),
        Case(
            "http://b.c.s3/k",
            bucket: "b.c",
            endpoint: HTTPURL(scheme: .http, host: "s3"),
            addressing: .virtualHost
        ),
        // Host names have no underscores and no case.
        Case("https://s3.eu-west-1.amazonaws.com/B_1/k", bucket: "B_1"),
        Case("http://127.0.0.1:9000/b-1/k", endpoint: local),
        Case("http://b-1.127.0.0.1:9000/k", endpoint: local, addressing: .virtualHost),
        Case("http://localhost/b-1/k", endpoint: HTTPURL(scheme: .http, host: "localhost")),
        Case("http://[::1]:80/b-1/k", endpoint: HTTPURL(scheme: .http, host: "[::1]:80")),
        Case("https://s3.example.org/base/b-1/k", endpoint: named),
        Case("https://b-1.s3.example.org/base/k", endpoint: named, addressing: .virtualHost),
        Case("https://s3.example.org/base/b-1/k", endpoint: named, addressing: .path),
    ])
    func objectsHaveURLs(_ example: Case) throws {
        let configuration = S3Configuration(
            bucket: try BucketName(example.bucket),
            region: try Region(example.region),
            endpoint: example.endpoint,
            addressing: example.addressing
        )
        #expect(configuration.url(ofKey: "k").text == example.expected)
    }
}
