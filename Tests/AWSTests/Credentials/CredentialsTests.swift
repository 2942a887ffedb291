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
        [profile keyinconfig]
        aws_access_key_id = CONFIG
        aws_session_token = token
        [profile secretinconfig]
        aws_secret_access_key = secret
        [profile secrets]
        aws_secret_access_key = secret
        [profile first]
        aws_access_key_id = CONFIG
        aws_secret_access_key = config
        aws_security_token = config
        [profile emptyid]
        aws_access_key_id = CONFIG
        aws_secret_access_key = secret
        [profile tokens]
        aws_access_key_id = CONFIG
        aws_secret_access_key = config
        [profile nestedtoken]
        aws_access_key_id = CONFIG
        aws_secret_access_key = secret
        aws_session_token =
          secret = token
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
        [keyinconfig]
        aws_secret_access_key = secret
        [secretinconfig]
        aws_access_key_id = CREDENTIALS
        [secrets]
        aws_secret_access_key = secret
        [secretonly]
        aws_secret_access_key = secret
        [first]
        aws_access_key_id = CREDENTIALS
        aws_secret_access_key = credentials
        [emptyid]
        aws_access_key_id =
        aws_secret_access_key = secret
        [tokens]
        aws_session_token = credentials
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

    @Test(arguments: [
        ("pair", "CONFIG", "config"),  // the credentials file has a secret only
        ("first", "CREDENTIALS", "credentials"),  // and not the config file's token
        ("tokens", "CONFIG", "config"),  // and not the credentials file's token
    ])
    func keysComeFromOneFile(profile: String, accessKeyID: String, secret: String) async throws {
        let expected = Credentials(accessKeyID: accessKeyID, secretAccessKey: secret)
        #expect(try await credentials([:], profile: profile) == expected)
    }

    @Test(arguments: [
        ("half", "config", "aws_secret_access_key"),
        ("empty", "config", "aws_access_key_id"),
        ("both", "credentials", "aws_secret_access_key"),  // and the config file has a pair
        ("keyinconfig", "config", "aws_secret_access_key"),
        ("secretinconfig", "credentials", "aws_secret_access_key"),
        ("secrets", "credentials", "aws_access_key_id"),
        ("secretonly", "credentials", "aws_access_key_id"),
        ("emptyid", "credentials", "aws_access_key_id"),
    ])
    func halfOfAPairInAFileIsAnError(profile: String, file: String, missing: String) async throws {
        let source = "profile '\(profile)' in '\(TemporaryDirectory.path.appending(file))'"
        for environment in [[:], ["AWS_PROFILE": profile]] as [[String: String]] {
            await #expect(throws: AWSConfigurationError.incompleteCredentials(source: source, missing: missing)) {
                try await credentials(environment, profile: environment.isEmpty ? profile : nil)
            }
        }
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

    @Test(arguments: [("twolines", "aws_access_key_id"), ("nestedtoken", "aws_session_token")])
    func linesBelowKeysAreNamed(profile: String, setting: String) async throws {
        let source = "profile '\(profile)' in '\(TemporaryDirectory.path.appending("config"))'"
        let error = await #expect(throws: AWSConfigurationError.self) { try await credentials([:], profile: profile) }
        #expect(error == .invalidCredentials(source: source, setting: setting))
        #expect(error?.description.contains("secret") == false)
    }

    @Test func emptyVariablesAreIgnored() async throws {
        let environment = ["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_PROFILE": ""]
        #expect(try await credentials(environment).accessKeyID == "DEFAULT")
    }

    @Test(arguments: [
        ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), ("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID"),
    ])
    func halfOfAPairInTheEnvironmentIsAnError(variable: String, missing: String) async throws {
        let error = AWSConfigurationError.incompleteCredentials(source: "the environment", missing: missing)
        await #expect(throws: error) { try await credentials([variable: "A"]) }
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
