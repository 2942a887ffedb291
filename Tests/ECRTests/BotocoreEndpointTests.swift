import AWS
import AWSNames
import ECR
import HTTP
import Testing
import TestSupport

/// The URLs of the API, held against botocore's rules.
@Suite struct BotocoreEndpointTests {
    private static let regions = [
        "us-east-1", "eu-west-1", "ap-southeast-5", "us-gov-west-1", "cn-north-1", "us-iso-east-1", "us-isob-east-1",
        "eu-isoe-west-1", "us-isof-south-1", "eusc-de-east-1", "xx-new-9",
    ]

    @Test func sameURLs() throws {
        let questions = Self.regions.flatMap { region in
            [(false, false), (false, true), (true, false), (true, true)].map { (region, $0, $1) }
        }
        let input = questions.map { "\($0) \($1) \($2)" }.joined(separator: "\n")
        let output = try Tool.run(Tool.python, ["-c", Self.script], input: Array(input.utf8))
        try #require(output.status == 0, "\(output.standardError)")
        let lines = output.standardOutput.split(separator: "\n").map(String.init)
        try #require(lines.count == questions.count)
        // Of some isolated partitions, botocore makes no client of a variant.
        #expect(lines.filter { $0 != "unknown" }.count > 30)
        for ((region, fips, dualStack), line) in zip(questions, lines) where line != "unknown" {
            let variables = ["AWS_USE_FIPS_ENDPOINT": "\(fips)", "AWS_USE_DUALSTACK_ENDPOINT": "\(dualStack)"]
            let aws = try AWSConfiguration(environment: variables)
            let configuration = ECRConfiguration(
                region: try aws.region(explicit: region),
                endpointVariants: try aws.endpointVariants(of: "ecr", explicitRegion: region, endpoint: nil)
            )
            #expect(configuration.url.text == line, "\(region) \(fips) \(dualStack)")
        }
    }

    private static let script = #"""
        import os, sys
        import botocore.session
        from botocore.exceptions import EndpointVariantError

        for name in list(os.environ):
            if name.startswith("AWS_"):
                del os.environ[name]
        os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = "/nonexistent"
        session = botocore.session.Session()
        for line in sys.stdin:
            region, fips, dual_stack = line.split()
            os.environ["AWS_USE_FIPS_ENDPOINT"], os.environ["AWS_USE_DUALSTACK_ENDPOINT"] = fips, dual_stack
            try:
                client = session.create_client("ecr", region, aws_access_key_id="a", aws_secret_access_key="b")
                model = client.meta.service_model.operation_model("DescribeImages")
                print(client._ruleset_resolver.construct_endpoint(model, {}, {}).url + "/")
            except EndpointVariantError:
                print("unknown")
        """#
}
