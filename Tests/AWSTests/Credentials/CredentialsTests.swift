import AWS
import Basics
import SystemPackage
import Testing
import TestSupport

@Suite(.temporaryDirectory) struct CredentialsTests {
    private static let config = """
        [default]
        region = eu-west-1
        [profile config]
        aws_access_key_id = CONFIG
        aws_secret_access_key = config=secret+/
        [profile both]
        aws_access_key_id = CONFIG
        aws_secret_access_key = secret
        [profile half]
        aws_access_key_id = HALF
        [profile role]
        role_arn = arn:aws:iam::123456789012:role/r
        source_profile = default
        aws_access_key_id = IGNORED
        aws_secret_access_key = secret
        [profile sso]
        sso_session = company
        [profile oldsso]
        sso_start_url = https://example.com
        [profile oldnames]
        aws_access_key_id = OLD
        aws_secret_access_key = secret
        aws_session_token = new
        aws_security_token = old
        [profile ssobeforekeys]
        sso_account_id = 123456789012
        aws_access_key_id = IGNORED
        aws_secret_access_key = secret
        [profile ssoafterkeys]
        sso_session = company
        aws_access_key_id = KEYS
        aws_secret_access_key = secret
        [profile processbeforeconfig]
        credential_process = /bin/secret
        aws_access_key_id = IGNORED
        aws_secret_access_key = secret
        [profile pair]
        aws_access_key_id = CONFIG
        aws_secret_access_key = config
        [profile twolines]
        aws_access_key_id = KEY
          aws_session_token = token
        aws_secret_access_key = secret
        [profile empty]
        aws_access_key_id =
        aws_secret_access_key = secret
        [profile process]
        credential_process = /bin/secret
        [profile nothing]
        region = eu-west-1
        """
    private static let credentials = """
        [default]
        aws_access_key_id = DEFAULT
        aws_secret_access_key = secret
        [both]
        aws_access_key_id = CREDENTIALS
        aws_session_token = token
        [pair]
        aws_secret_access_key = credentials
        [profile prefixed]
        aws_access_key_id = NEVER
        aws_secret_access_key = secret
        """

    private func credentials(_ environment: [String: String], profile: String? = nil) async throws -> Credentials {
        let directory = try FileNode.directory([
            "config": .file(Array(Self.config.utf8)), "credentials": .file(Array(Self.credentials.utf8)),
        ]).write(to: TemporaryDirectory.path)
        let files = [
            "AWS_CONFIG_FILE": directory.appending("config").string,
            "AWS_SHARED_CREDENTIALS_FILE": directory.appending("credentials").string,
        ]
        return try await AWSConfiguration(environment: environment.merging(files) { $1 }, profile: profile)
            .credentials.credentials()
    }

    @Test func profileKeys() async throws {
        #expect(
            try await credentials([:]) == Credentials(accessKeyID: "DEFAULT", secretAccessKey: "secret")
        )
        #expect(
            try await credentials([:], profile: "config")
                == Credentials(accessKeyID: "CONFIG", secretAccessKey: "config=secret+/")
        )
        // Settings of both files make one profile; the credentials file's win.
        #expect(
            try await credentials(["AWS_PROFILE": "both"])
                == Credentials(accessKeyID: "CREDENTIALS", secretAccessKey: "secret", sessionToken: "token")
        )
    }

    @Test func environmentTakesPrecedenceOverItsProfile() async throws {
        let environment = [
            "AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "env", "AWS_SESSION_TOKEN": "t",
            "AWS_CREDENTIAL_EXPIRATION": "2026-01-01T00:00:00Z", "AWS_PROFILE": "config",
        ]
        let expected = Credentials(
            accessKeyID: "ENV",
            secretAccessKey: "env",
            sessionToken: "t",
            expiration: Timestamp(secondsSinceEpoch: 1_767_225_600)
        )
        #expect(try await credentials(environment) == expected)
        #expect(try await credentials(environment, profile: "config").accessKeyID == "CONFIG")
    }

    @Test func pairsOfOneFileStayTogether() async throws {
        let expected = Credentials(accessKeyID: "CONFIG", secretAccessKey: "config")
        #expect(try await credentials([:], profile: "pair") == expected)
    }

    @Test func oldNamesOfTokensCountFirst() async throws {
        #expect(try await credentials([:], profile: "oldnames").sessionToken == "old")
        let environment = ["AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "new"]
        #expect(try await credentials(environment).sessionToken == "new")
        let both = environment.merging(["AWS_SECURITY_TOKEN": "old"]) { $1 }
        #expect(try await credentials(both).sessionToken == "old")
    }

    @Test func keysTakePrecedenceOverSessionsWithoutAnAccount() async throws {
        #expect(try await credentials([:], profile: "ssoafterkeys").accessKeyID == "KEYS")
    }

    @Test func lineEndsAroundVariablesAreLeftOut() async throws {
        let environment = [
            "AWS_ACCESS_KEY_ID": "A\n", "AWS_SECRET_ACCESS_KEY": " s\r\n", "AWS_SESSION_TOKEN": "t\n",
        ]
        let expected = Credentials(accessKeyID: "A", secretAccessKey: "s", sessionToken: "t")
        #expect(try await credentials(environment) == expected)
    }

    @Test(arguments: [
        (["AWS_ACCESS_KEY_ID": "A\nB: secret", "AWS_SECRET_ACCESS_KEY": "s"], "the environment", "AWS_ACCESS_KEY_ID"),
        (
            ["AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "a\u{1}secret"],
            "the environment", "AWS_SESSION_TOKEN"
        ),
        (["AWS_PROFILE": "twolines"], "profile 'twolines'", "aws_access_key_id"),
    ])
    func controlCharactersInKeysAreNamed(
        environment: [String: String],
        source: String,
        setting: String
    ) async throws {
        let error = await #expect(throws: AWSConfigurationError.self) { try await credentials(environment) }
        #expect(error == .invalidCredentials(source: source, setting: setting))
        #expect(error?.description.contains("secret") == false)
    }

    @Test func emptyVariablesAreIgnored() async throws {
        let environment = ["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_PROFILE": ""]
        #expect(try await credentials(environment).accessKeyID == "DEFAULT")
    }

    @Test(arguments: [
        (["AWS_ACCESS_KEY_ID": "A"], "default", "the environment", "AWS_SECRET_ACCESS_KEY"),
        (["AWS_SECRET_ACCESS_KEY": "A"], "default", "the environment", "AWS_ACCESS_KEY_ID"),
        ([:], "half", "profile 'half'", "aws_secret_access_key"),
        ([:], "empty", "profile 'empty'", "aws_access_key_id"),
    ])
    func incompleteKeyPairIsAnError(
        environment: [String: String],
        profile: String,
        source: String,
        missing: String
    ) async throws {
        await #expect(throws: AWSConfigurationError.incompleteCredentials(source: source, missing: missing)) {
            try await credentials(environment.merging(["AWS_PROFILE": profile]) { $1 })
        }
    }

    @Test(arguments: [
        ("role", "role_arn"), ("sso", "sso_session"), ("oldsso", "sso_start_url"), ("process", "credential_process"),
        ("ssobeforekeys", "sso_account_id"), ("processbeforeconfig", "credential_process"),
    ])
    func unsupportedSourcesAreReportedWithHint(profile: String, setting: String) async throws {
        let error = await #expect(throws: AWSConfigurationError.self) { try await credentials([:], profile: profile) }
        #expect(error == .unsupportedCredentials(profile: profile, setting: setting))
        #expect(error?.hint?.contains("aws configure export-credentials --profile \(profile)") == true)
        #expect(error?.description.contains("secret") == false)
    }

    @Test func missingCredentialsAreAnError() async throws {
        await #expect(throws: AWSConfigurationError.noCredentials(profile: "nothing")) {
            try await credentials([:], profile: "nothing")
        }
        await #expect(throws: AWSConfigurationError.noCredentials(profile: "default")) {
            try await AWSConfiguration(environment: [:]).credentials.credentials()
        }
        // The word 'profile' belongs into the config file only.
        await #expect(throws: AWSConfigurationError.self) { try await credentials([:], profile: "prefixed") }
    }
}
