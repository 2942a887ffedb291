import AWS
import AWSNames
import HTTP
import S3
import Testing
import TestSupport

@Suite("Against botocore's endpoint rules", .enabled(if: isBotocoreThere, "Python has no botocore"))
struct BotocoreEndpointTests {
    private struct Case: CustomStringConvertible {
        var region: String
        var fips: Bool
        var dualStack: Bool
        var bucket: String
        var addressing: BucketAddressing

        var description: String {
            [region, "\(fips)", "\(dualStack)", bucket, addressing.rawValue].joined(separator: " ")
        }
    }

    private static let regions = [
        "us-east-1", "us-west-2", "eu-west-1", "ca-central-1", "ap-southeast-5", "mx-central-1", "us-gov-west-1",
        "us-gov-east-1", "cn-north-1", "cn-northwest-1", "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1",
        "us-isof-south-1", "eusc-de-east-1", "fips-us-gov-west-1", "us-east-1-fips", "xx-new-9",
    ]

    private static var cases: [Case] {
        regions.flatMap { region in
            [(false, false), (false, true), (true, false), (true, true)].flatMap { fips, dualStack in
                [("acme-bucket", .auto), ("acme.bucket", .auto), ("acme-bucket", .path), ("acme-bucket", .virtualHost)]
                    .map { bucket, addressing in
                        Case(region: region, fips: fips, dualStack: dualStack, bucket: bucket, addressing: addressing)
                    }
            }
        }
    }

    @Test func sameURLsOrRefusals() throws {
        let cases = Self.cases
        let input = cases.map(\.description).joined(separator: "\n")
        let output = try Tool.run(Tool.python, ["-c", Self.script], input: Array(input.utf8))
        try #require(output.status == 0, "\(output.standardError)")
        let lines = output.standardOutput.split(separator: "\n").map(String.init)
        try #require(lines.count == cases.count)
        for (question, line) in zip(cases, lines) {
            #expect(try url(question) ?? "refused" == line, "\(question)")
        }
        #expect(lines.contains("refused"))
    }

    private func url(_ question: Case) throws -> String? {
        let variables = [
            "AWS_USE_FIPS_ENDPOINT": "\(question.fips)", "AWS_USE_DUALSTACK_ENDPOINT": "\(question.dualStack)",
        ]
        let configuration = try AWSConfiguration(environment: variables)
        do {
            return S3Configuration(
                bucket: try BucketName(question.bucket),
                region: try configuration.region(explicit: question.region),
                endpointVariants: try configuration.endpointVariants(
                    explicitRegion: question.region,
                    endpoint: nil
                ),
                addressing: question.addressing
            )
            .url(ofKey: "a/k").text
        } catch AWSConfigurationError.noSuchEndpoint {
            return nil
        }
    }

    private static let script = #"""
        import io, os, sys
        import botocore.session
        from botocore.awsrequest import AWSResponse
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError

        for name in list(os.environ):
            if name.startswith("AWS_"):
                del os.environ[name]
        os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = "/nonexistent"
        session = botocore.session.Session()
        styles = {"auto": "auto", "path": "path", "virtualHost": "virtual"}


        class Empty(io.BytesIO):
            def stream(self):
                return []


        def answer(request, **_):
            urls.append(request.url)
            return AWSResponse(request.url, 200, {}, Empty())


        for line in sys.stdin:
            region, fips, dual_stack, bucket, addressing = line.split()
            os.environ["AWS_USE_FIPS_ENDPOINT"], os.environ["AWS_USE_DUALSTACK_ENDPOINT"] = fips, dual_stack
            urls = []
            s3 = {"us_east_1_regional_endpoint": "regional", "addressing_style": styles[addressing]}
            try:
                client = session.create_client(
                    "s3", region, aws_access_key_id="a", aws_secret_access_key="b", config=Config(s3=s3)
                )
                client.meta.events.register("before-send.s3", answer)
                client.head_object(Bucket=bucket, Key="a/k")
            except BotoCoreError:
                urls = ["refused"]
            print(urls[0])
        """#
}

private let isBotocoreThere = (try? Tool.run(Tool.python, ["-c", "import botocore.session"]).status) == 0
