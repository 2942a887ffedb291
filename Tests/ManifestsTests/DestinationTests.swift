import AWSNames
import Basics
import Manifests
import Testing

@Suite struct DestinationTests {
    @Test(arguments: ["abc", "acme-ml-assets", "a.b.c", "1.2.3.x", String(repeating: "a", count: 63)])
    func validBucketNameIsAccepted(name: String) throws {
        #expect(try S3Destination(bucket: name).bucket == name)
    }

    @Test(arguments: [
        "", "ab", "Acme", "a_b", "-abc", "abc-", "a..b", "192.168.5.4", "abc/def", String(repeating: "a", count: 64),
    ])
    func invalidBucketNameIsRefused(name: String) {
        let error = #expect(throws: ManifestError.self) { try S3Destination(bucket: name) }
        #expect(error?.message.hasPrefix("bucket '\(name)' must be a bucket name") == true)
        #expect(error?.exitStatus == .invalid)
    }

    @Test(arguments: [("", ""), ("assets", "assets/"), ("assets/", "assets/"), ("a/b c", "a/b c/")])
    func prefixGetsATrailingSlash(prefix: String, expected: String) throws {
        #expect(try S3Destination(bucket: "abc", prefix: prefix).prefix == expected)
    }

    @Test(arguments: ["/", "/assets", "a//b", "assets//", "a/../b", "./a", String(repeating: "a", count: 901)])
    func invalidPrefixIsRefused(prefix: String) {
        #expect(throws: ManifestError.self) { try S3Destination(bucket: "abc", prefix: prefix) }
    }

    @Test(arguments: ["12345678901", "1234567890123", "12345678901a", "", "١٢٣٤٥٦٧٨٩٠١٢"])
    func invalidAccountIsRefused(account: String) {
        #expect(throws: ManifestError.self) { try S3Destination(bucket: "abc", account: account) }
        #expect(throws: ManifestError.self) { try S3Destination(bucket: "abc", expectedBucketOwner: account) }
    }

    @Test(arguments: ["eu-west-1", "us-gov-west-1", "us-isob-east-1", "cn-north-1", "eusc-de-east-1"])
    func validRegionIsAccepted(region: String) throws {
        #expect(try S3Destination(bucket: "abc", region: region).region == region)
    }

    @Test(arguments: ["eu-west", "EU-WEST-1", "", "eu-west-1a"])
    func invalidRegionIsRefused(region: String) {
        #expect(throws: ManifestError.self) { try S3Destination(bucket: "abc", region: region) }
    }

    @Test(arguments: ["ml-images", "team/scorer", "a.b_c", "a1/b2/c3", "project--x"])
    func validRepositoryIsAccepted(name: String) throws {
        #expect(try S3Destination(bucket: "abc", repository: name).repository == name)
    }

    @Test(arguments: ["a", "ML", "/a", "a/", "a//b", "ab-", String(repeating: "a", count: 257)])
    func invalidRepositoryIsRefused(name: String) {
        #expect(throws: ManifestError.self) { try S3Destination(bucket: "abc", repository: name) }
    }

    @Test func endpointMustBeAURL() throws {
        _ = try S3Destination(bucket: "abc", endpoint: "http://127.0.0.1:9000")
        _ = try S3Destination(bucket: "abc", endpoint: "https://s3.example.com/")
        for endpoint in ["127.0.0.1:9000", "ftp://x", "https://", "https://x?y"] {
            #expect(throws: ManifestError.self) { try S3Destination(bucket: "abc", endpoint: endpoint) }
        }
    }

    @Test func encryptionMustFitTheKey() throws {
        let key = "arn:aws:kms:eu-west-1:123456789012:key/a-b"
        #expect(try S3Destination(bucket: "abc", encryption: .aes256).encryption == .aes256)
        #expect(try S3Destination(bucket: "abc", encryption: .kms, encryptionKey: key).encryptionKey == key)
        let error = #expect(throws: ManifestError.self) {
            try S3Destination(bucket: "abc", encryption: .aes256, encryptionKey: key)
        }
        #expect(error?.message.contains("'AES256'") == true)
    }

    @Test func destinationNameIsChecked() throws {
        #expect(try Destination(name: "staging-2.eu", kind: .local(store: "x")).name == "staging-2.eu")
        for name in ["", "-x", "a b", "a/b"] {
            #expect(throws: ManifestError.self) { try Destination(name: name, kind: .local(store: "x")) }
        }
    }
}
