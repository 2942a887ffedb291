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

    @Test(arguments: ["/", "/assets", "a//b", "assets//", "a/../b", "./a", String(repeating: "a", count: 881)])
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
        _ = try S3Destination(bucket: "abc", endpoint: "HTTP://[::1]:65535/base/%20")
        for endpoint in [
            "127.0.0.1:9000", "ftp://x", "https://", "https://x?y", "http://x:65536", "http://x:0", "http://x:-1",
            "http://u:p@x", "http://münchen.example", "http://x/%zz", "http://x y",
        ] {
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

    @Test(arguments: [
        ("eu-west-1", "arn:aws:kms:eu-west-1:123456789012:key/a-b", true),
        ("eu-west-1", "arn:aws:kms:us-east-1:123456789012:key/a-b", false),
        ("eu-west-1", "arn:aws:kms:us-east-1:123456789012:key/mrk-a", false),
        ("eu-west-1", "arn:aws-cn:kms:cn-north-1:123456789012:key/a-b", false),
        (nil, "arn:aws:kms:us-east-1:123456789012:key/a-b", true),
    ])
    func keysMustBeOfTheRegion(region: String?, key: String, isValid: Bool) {
        let creation = RepositoryCreation(encryptionKey: key)
        let made = [
            ("encryptionKey", Result { try S3Destination(bucket: "abc", region: region, encryptionKey: key) }),
            (
                "createRepository",
                Result {
                    try S3Destination(bucket: "abc", region: region, repository: "ml", createRepository: creation)
                }
            ),
        ]
        for (property, result) in made {
            guard case .failure(let error) = result else {
                #expect(isValid)
                continue
            }
            #expect(!isValid)
            #expect("\(error)".hasPrefix("\(property) '\(key)' has a key of "), "\(error)")
        }
        // The regions of other servers say nothing about keys.
        #expect(throws: Never.self) {
            try S3Destination(bucket: "abc", region: region, encryptionKey: key, endpoint: "http://127.0.0.1:9000")
        }
    }

    @Test(arguments: ["registry.example.com", "localhost:5000", "ghcr.io", "10.0.0.1:5000", "R-1.example.com"])
    func registryIsAHost(host: String) throws {
        #expect(try S3Destination(bucket: "abc", repository: "ml", registry: host).registry == host)
    }

    @Test(arguments: [
        "", "https://registry.example.com", "registry.example.com/team", "host:", "host:port", "-a.com", "a..b", "a_b",
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com", "123456789012.dkr-ecr.eu-west-1.on.aws", "user@host",
        "host:123456",
    ])
    func otherTextIsNoRegistry(host: String) {
        #expect(throws: ManifestError.self) { try S3Destination(bucket: "abc", repository: "ml", registry: host) }
    }

    @Test func propertiesOfRepositoriesMustFitTogether() throws {
        let creation = RepositoryCreation(immutableTags: true, encryptionKey: "alias/images")
        #expect(
            try S3Destination(bucket: "abc", repository: "ml", createRepository: creation).createRepository == creation
        )
        let function = "arn:aws:lambda:eu-west-1:123456789012:function:f"
        let conflicts: [(String, () throws -> S3Destination)] = [
            ("createRepository", { try S3Destination(bucket: "abc", createRepository: creation) }),
            ("registry", { try S3Destination(bucket: "abc", registry: "host") }),
            (
                "account",
                { try S3Destination(bucket: "abc", repository: "ml", account: "123456789012", registry: "host") }
            ),
            (
                "createRepository",
                { try S3Destination(bucket: "abc", repository: "ml", createRepository: creation, registry: "host") }
            ),
            (
                "repositoryCredentialsProviderArn",
                { try S3Destination(bucket: "abc", repository: "ml", repositoryCredentialsProviderArn: function) }
            ),
        ]
        for (property, make) in conflicts {
            let error = #expect(throws: ManifestError.self) { try make() }
            #expect(error?.message.hasPrefix("\(property) '") == true, "\(String(describing: error))")
        }
        let badKey = RepositoryCreation(encryptionKey: "a key")
        #expect(throws: ManifestError.self) {
            try S3Destination(bucket: "abc", repository: "ml", createRepository: badKey)
        }
    }

    @Test func destinationNameIsChecked() throws {
        #expect(try Destination(name: "staging-2.eu", kind: .local(store: "x")).name == "staging-2.eu")
        for name in ["", "-x", "a b", "a/b"] {
            #expect(throws: ManifestError.self) { try Destination(name: name, kind: .local(store: "x")) }
        }
    }
}
