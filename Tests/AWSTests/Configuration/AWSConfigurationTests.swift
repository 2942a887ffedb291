import AWS
import AWSNames
import Basics
import HTTP
import SystemPackage
import Testing
import TestSupport

@Suite(.temporaryDirectory) struct AWSConfigurationTests {
    private static let config = """
        [default]
        region = default-1
        endpoint_url = http://default
        [profile services]
        services = local
        endpoint_url = http://profile
        ca_bundle = /etc/profile.pem
        [profile ignoring]
        endpoint_url = http://profile
        ignore_configured_endpoint_urls = TRUE
        [profile plain]
        output = json
        [services local]
        sts =
          endpoint_url = http://sts
        s3 =
          endpoint_url = http://s3
        """

    private func configuration(_ environment: [String: String], profile: String? = nil) throws -> AWSConfiguration {
        let path = TemporaryDirectory.path.appending("config")
        try FileNode.file(Array(Self.config.utf8)).write(to: path)
        return try AWSConfiguration(
            environment: environment.merging(["AWS_CONFIG_FILE": path.string]) { given, _ in given },
            profile: profile
        )
    }

    @Test(
        arguments: [
            (nil, [:], "default-1"),
            (nil, ["AWS_DEFAULT_REGION": "b-1"], "b-1"),
            (nil, ["AWS_DEFAULT_REGION": "b-1", "AWS_REGION": "a-1"], "a-1"),
            (nil, ["AWS_REGION": ""], "default-1"),  // an empty variable is not set
            ("x-1", ["AWS_REGION": "a-1"], "x-1"),
        ] as [(String?, [String: String], String)]
    )
    func regionPrecedence(explicit: String?, environment: [String: String], region: String) throws {
        #expect(try configuration(environment).region(explicit: explicit).name == region)
    }

    @Test(arguments: ["", "a b", "a.b", "-a", "a-", "a/b", "a\n", "é", String(repeating: "a", count: 64)])
    func invalidRegionIsRejected(name: String) throws {
        #expect(throws: AWSNameError.invalidRegion(name)) { try Region(name) }
    }

    @Test(
        arguments: [
            (nil, [:], nil, "default"),
            (nil, [:], "services", "s3"),
            (nil, ["AWS_PROFILE": "services"], nil, "s3"),
            (nil, ["AWS_DEFAULT_PROFILE": "services"], nil, "s3"),
            (nil, ["AWS_DEFAULT_PROFILE": "services", "AWS_PROFILE": "plain"], nil, "s3"),  // as botocore has it
            (nil, ["AWS_DEFAULT_PROFILE": "", "AWS_PROFILE": "services"], nil, "s3"),
            (nil, ["AWS_DEFAULT_PROFILE": "services", "AWS_PROFILE": "plain"], "default", "default"),
            (nil, ["AWS_PROFILE": "services"], "default", "default"),  // the caller's profile wins
            (nil, [:], "plain", nil),
            (nil, ["AWS_ENDPOINT_URL": "http://any"], "services", "any"),
            (nil, ["AWS_ENDPOINT_URL": "http://any", "AWS_ENDPOINT_URL_S3": "http://env"], nil, "env"),
            (nil, ["AWS_ENDPOINT_URL_STS": "http://env"], nil, "default"),
            ("http://given", ["AWS_ENDPOINT_URL_S3": "http://env"], nil, "given"),
            (nil, [:], "ignoring", nil),
            (nil, ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"], "services", nil),
            (nil, ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true", "AWS_ENDPOINT_URL_S3": "http://env"], nil, nil),
            (nil, ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false"], "ignoring", "profile"),
            ("http://given", ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"], nil, "given"),
        ] as [(String?, [String: String], String?, String?)]
    )
    func endpointPrecedence(
        explicit: String?,
        environment: [String: String],
        profile: String?,
        host: String?
    ) throws {
        let configuration = try configuration(environment, profile: profile)
        #expect(try configuration.endpoint(explicit: explicit)?.host == host)
    }

    @Test func invalidEndpointErrorHasSource() throws {
        let configuration = try configuration(["AWS_ENDPOINT_URL_S3": "http://user:secret@host"])
        let error = #expect(throws: AWSConfigurationError.self) { try configuration.endpoint() }
        #expect(error?.message.contains("AWS_ENDPOINT_URL_S3") == true)
        #expect(error?.description.contains("secret") == false)
    }

    @Test func missingServicesAreAnError() throws {
        let path = TemporaryDirectory.path.appending("config")
        try FileNode.file(Array("[default]\nservices = nothere\nendpoint_url = http://a".utf8)).write(to: path)
        let configuration = try AWSConfiguration(environment: ["AWS_CONFIG_FILE": path.string])
        #expect(throws: AWSConfigurationError.noSuchServices(profile: "default")) { try configuration.endpoint() }
        #expect(try configuration.endpoint(explicit: "http://b")?.host == "b")
    }

    @Test(arguments: ["AWS_REGION", "AWS_DEFAULT_REGION"])
    func invalidRegionErrorHasSource(variable: String) throws {
        let configuration = try configuration([variable: "not a region"])
        #expect(throws: AWSConfigurationError.invalidRegion(source: variable)) { try configuration.region() }
    }

    @Test func certificatesComeFromEnvironmentOrProfile() throws {
        #expect(try configuration([:]).certificateBundle == nil)
        #expect(try configuration([:], profile: "services").certificateBundle == "/etc/profile.pem")
        let environment = ["AWS_CA_BUNDLE": "/etc/env.pem"]
        #expect(try configuration(environment, profile: "services").certificateBundle == "/etc/env.pem")
    }
}
