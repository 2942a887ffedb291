import AWSNames
import Testing

@Suite struct EcrImageURITests {
    @Test(arguments: [
        ("123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/name:v2", "eu-west-1", "team/name"),
        ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/name@sha256:0a", "cn-north-1", "name"),
        ("123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/name", "us-gov-west-1", "name"),
        ("123456789012.dkr-ecr.eu-west-1.on.aws/name:v2", "eu-west-1", "name"),
        ("123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov/name:v2", "us-iso-east-1", "name"),
    ])
    func partsOfURI(text: String, region: String, repository: String) {
        let uri = EcrImageURI(text)
        #expect(uri?.account == "123456789012")
        #expect(uri?.region == region)
        #expect(uri?.repository == repository)
    }

    @Test(arguments: [
        "", "registry.example.com/name", "public.ecr.aws/team/name", "123456789012.dkr.ecr.eu-west-1.example.com/name",
        "1234.dkr.ecr.eu-west-1.amazonaws.com/name", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/",
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.com/name",
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com.cn/name", "123456789012.dkr.ecr.cn-north-1.amazonaws.com/name",
        "123456789012.dkr-ecr.cn-north-1.on.aws/name", "123456789012.dkr.ecr.us-iso-east-1.amazonaws.com/name",
    ])
    func otherRegistriesAreNotAmazonECR(text: String) { #expect(EcrImageURI(text) == nil) }

    @Test(
        arguments: [
            ("123456789012.dkr.ecr.eu-west-1.amazonaws.com.cn/name", "amazonaws.com"),
            ("123456789012.dkr.ecr.cn-north-1.amazonaws.com/name:v2", "amazonaws.com.cn"),
            ("123456789012.dkr-ecr.cn-north-1.on.aws/name", "amazonaws.com.cn"),
            ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/name", nil),
            ("123456789012.dkr.ecr.cn-north-1.example.com/name", nil), ("registry.example.com/name", nil),
        ] as [(String, String?)]
    )
    func domainsOfOtherPartitionsAreFound(text: String, domain: String?) {
        #expect(EcrImageURI.domains(missedBy: text)?.first == domain)
    }

    @Test func marketplaceAccountsAreAccounts() {
        #expect(MarketplaceAccounts.all.contains("865070037744"))
        for account in MarketplaceAccounts.all { #expect(NamingRule.account.accepts(account)) }
    }
}
