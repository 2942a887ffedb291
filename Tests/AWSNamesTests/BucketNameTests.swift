import AWSNames
import Testing

@Suite struct BucketNameTests {
    @Test(arguments: [
        "", "ab", "a/b", "a@b", "evil.com#", "-ab", "ab\n", "äöü", "a b", String(repeating: "a", count: 256),
    ])
    func invalidNamesAreRejected(text: String) {
        #expect(throws: AWSNameError.invalidBucketName(text)) { try BucketName(text) }
        #expect(!NamingRule.bucket.accepts(text))
    }

    @Test(arguments: [
        ("xn-a", true), ("xn--a", false), ("sthreea", true), ("sthree-a", false), ("amzn-s3-demo-bucket", false),
        ("my-bucket-s3alias", false), ("point-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias", true), ("a--ol-s3", false),
        ("a.mrap", false), ("a--use1-az4--x-s3", false), ("a--table-s3", false), ("a-x-s3", true),
    ])
    func reservedNamesAreNoBuckets(name: String, isBucket: Bool) {
        #expect(NamingRule.bucket.accepts(name) == isBucket)
    }

    @Test(arguments: [("bucket-1", true), ("a.b", true), ("B_1", false), ("a..b", false), ("abc.", false)])
    func hostNames(name: String, isHostName: Bool) throws {
        #expect(try BucketName(name).isHostName == isHostName)
    }
}

@Suite struct NamingRuleTests {
    /// A template must not reject a name that the manifest accepts.
    @Test(
        arguments: [
            (
                NamingRule.bucket, ["abc", "a.b-c", "123", String(repeating: "a", count: 63)],
                ["ab", "Abc", "abc-", ".abc"]
            ),
            (
                .repository, ["ab", "team/model_a.b-c", "a/b/c", "a__b", "a---b"],
                ["Team", "a/", "/a", "a//b", "-a", "a..b", "a___b", "a._b", "a.-b"]
            ),
        ]
    )
    func templatePatternsAgreeWithRules(rule: NamingRule, accepted: [String], rejected: [String]) throws {
        let pattern = try Regex(try #require(rule.templatePattern))
        for name in accepted {
            #expect(rule.accepts(name), "\(name)")
            #expect(try pattern.wholeMatch(in: name) != nil, "\(name)")
        }
        for name in rejected {
            #expect(!rule.accepts(name), "\(name)")
            #expect(try pattern.wholeMatch(in: name) == nil, "\(name)")
        }
    }
}
