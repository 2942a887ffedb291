import AWS
import AWSNames
import HTTP
import SystemPackage
import Testing
import TestSupport

@Suite(.temporaryDirectory) struct EndpointVariantTests {
    private func variants(
        _ config: String,
        _ environment: [String: String] = [:],
        region: String = "eu-west-1",
        endpoint: HTTPURL? = nil
    ) throws -> EndpointVariants {
        let path = TemporaryDirectory.path.appending("config")
        try FileNode.file(Array(config.utf8)).write(to: path)
        let environment = environment.merging(["AWS_CONFIG_FILE": path.string]) { $1 }
        let configuration = try AWSConfiguration(environment: environment)
        return try configuration.endpointVariants(explicitRegion: region, endpoint: endpoint)
    }

    @Test(
        arguments: [
            ("", [:], []),
            ("", ["AWS_USE_FIPS_ENDPOINT": "true"], .fips),
            ("", ["AWS_USE_FIPS_ENDPOINT": "TRUE", "AWS_USE_DUALSTACK_ENDPOINT": "True"], [.fips, .dualStack]),
            ("", ["AWS_USE_FIPS_ENDPOINT": "false", "AWS_USE_DUALSTACK_ENDPOINT": "1"], []),
            ("[default]\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true", [:], [.fips, .dualStack]),
            ("[default]\nuse_fips_endpoint: true # always", [:], .fips),
            ("[default]\nuse_fips_endpoint = true", ["AWS_USE_FIPS_ENDPOINT": "false"], []),
            ("[default]\ns3 =\n  use_dualstack_endpoint = true", [:], .dualStack),
            ("[default]\ns3 =\n  use_dualstack_endpoint = false", ["AWS_USE_DUALSTACK_ENDPOINT": "true"], .dualStack),
        ] as [(String, [String: String], EndpointVariants)]
    )
    func variantsComeFromEnvironmentOrProfile(
        config: String,
        environment: [String: String],
        expected: EndpointVariants
    ) throws {
        #expect(try variants(config, environment) == expected)
    }

    @Test func oldNamesOfRegionsMeanFIPS() throws {
        #expect(try variants("", region: "fips-us-gov-west-1") == .fips)
        let region = try AWSConfiguration(environment: ["AWS_REGION": "us-gov-west-1-fips"]).region()
        #expect(region.name == "us-gov-west-1")
    }

    @Test(arguments: [("cn-north-1", "FIPS", "aws-cn"), ("eu-isoe-west-1", "dual-stack", "aws-iso-e")])
    func missingVariantsAreRefused(region: String, variant: String, partition: String) throws {
        let name = variant == "FIPS" ? "AWS_USE_FIPS_ENDPOINT" : "AWS_USE_DUALSTACK_ENDPOINT"
        let error = #expect(throws: AWSConfigurationError.self) { try variants("", [name: "true"], region: region) }
        #expect(error == .noSuchEndpoint(variant: variant, partition: partition))
        #expect(error?.hint?.contains(name) == true)
    }

    @Test func otherServersHaveNoVariants() throws {
        let endpoint = HTTPURL(scheme: .http, host: "h")
        #expect(try variants("", ["AWS_USE_DUALSTACK_ENDPOINT": "true"], endpoint: endpoint) == [])
        let error = #expect(throws: AWSConfigurationError.self) {
            try variants("", ["AWS_USE_FIPS_ENDPOINT": "true"], endpoint: endpoint)
        }
        #expect(error == .fipsWithEndpoint(source: "AWS_USE_FIPS_ENDPOINT"))
    }
}
