import AWSNames
import Testing

@Suite struct ARNTests {
    @Test func partsOfARN() {
        let arn = ARN("arn:aws-cn:sns:cn-north-1:123456789012:topic:with:colons")
        #expect(arn?.partition == .china)
        #expect(arn?.service == "sns")
        #expect(arn?.region == "cn-north-1")
        #expect(arn?.account == "123456789012")
        #expect(arn?.resource == "topic:with:colons")
        #expect(ARN("arn:aws:s3:::bucket/key")?.resource == "bucket/key")
    }

    @Test(arguments: [
        "", "arn", "arn:aws:s3", "urn:aws:s3:::b", "arn:azure:s3:::b", "arn:awsx:s3:::b", "arn:aws-mars:s3:::b",
        "arn:aws-:s3:::b",
    ])
    func otherTextIsNoARN(text: String) {
        #expect(ARN(text) == nil)
    }

    @Test(arguments: Partition.allCases)
    func partitionsOfARNs(partition: Partition) {
        #expect(ARN("arn:\(partition.rawValue):s3:::b")?.partition == partition)
    }

    @Test func repositoryARNIsChecked() {
        let arn = RepositoryARN("arn:aws:ecr:eu-west-1:123456789012:repository/team/name")
        #expect(arn?.region == "eu-west-1")
        #expect(arn?.account == "123456789012")
        #expect(arn?.name == "team/name")
        for text in [
            "arn:aws:ecr:eu-west-1:123456789012:repository/", "arn:aws:ecr:eu-west-1:123456789012:name",
            "arn:aws:ecr:eu-west-1:1234:repository/name", "arn:aws:ecr::123456789012:repository/name",
            "arn:aws:s3:eu-west-1:123456789012:repository/name", "arn:aws:ecr:eu-west-1:123456789012:repository/Name",
            "arn:awsx:ecr:eu-west-1:123456789012:repository/name",
        ] { #expect(RepositoryARN(text) == nil, "\(text)") }
    }
}
