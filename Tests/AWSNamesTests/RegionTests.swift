import AWSNames
import Testing

@Suite struct RegionTests {
    @Test(arguments: [
        ("eu-west-1", Partition.aws, "amazonaws.com"),
        ("us-gov-west-1", .govCloud, "amazonaws.com"),
        ("cn-north-1", .china, "amazonaws.com.cn"),
        ("us-iso-east-1", .iso, "c2s.ic.gov"),
        ("us-isob-east-1", .isoB, "sc2s.sgov.gov"),
        ("us-isof-south-1", .isoF, "csp.hci.ic.gov"),
        ("eu-isoe-west-1", .isoE, "cloud.adc-e.uk"),
        ("eusc-de-east-1", .europeanSovereign, "amazonaws.eu"),
        ("garage", .aws, "amazonaws.com"),
    ])
    func partitionOfRegion(name: String, partition: Partition, suffix: String) throws {
        #expect(try Region(name).partition == partition)
        #expect(partition.dnsSuffix == suffix)
    }

    @Test func deepLearningAccountsBelongToRegions() {
        #expect(DeepLearningAccounts.byRegion["eu-west-1"] == "763104351884")
        #expect(DeepLearningAccounts.byRegion["cn-north-1"] == "727897471807")
        for (region, account) in DeepLearningAccounts.byRegion {
            #expect(NamingRule.region.accepts(region))
            #expect(NamingRule.account.accepts(account))
        }
    }
}
