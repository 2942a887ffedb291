import AWS
import AWSNames
import Basics
import SystemPackage
import Testing
import TestSupport

/// The shared files as users write them, read through the configuration that they make.
@Suite(.temporaryDirectory) struct SharedFilesTests {
    @Test(arguments: [
        ("[default]\nregion = a-1", "a-1"),
        ("[default]\nregion=a-1\n", "a-1"),
        ("\u{FEFF}[default]\r\nregion = a-1\r\n", "a-1"),  // saved by Windows
        ("# comment\n; comment\n\n[default]\n  # comment\nregion = a-1", "a-1"),
        ("[default]\nregion = a-1 # comment", "a-1"),
        ("[default]\nregion = a-1\t; comment", "a-1"),
        ("[default] # comment\nregion = a-1", "a-1"),
        ("[default] text\nregion = a-1", "a-1"),
        ("  [default]\n  region = a-1", "a-1"),  // indented throughout
        ("[default]\n  region = a-1\n  output = json", "a-1"),
        ("[default]\n\tregion = a-1\n\n\toutput = json", "a-1"),
        ("[default]\n    output = json\n  region = a-1", "a-1"),
        ("[default]\nregion: a-1", "a-1"),
        ("[default]\nregion : a-1", "a-1"),
        ("[default]\rregion = a-1\r", "a-1"),  // saved by an old Mac
        ("[default]\nregion\u{a0}=\u{a0}a-1\u{c}", "a-1"),  // blanks as Python has them
        ("[DEFAULT]\nregion = a-1\n[default]\noutput = json", "a-1"),  // counts everywhere
        ("[DEFAULT]\nregion = b-1\n[default]\nregion = a-1", "a-1"),
        ("[default]\nREGION = a-1", "a-1"),  // names of settings have no case
        ("[DEFAULT]\noutput = json\n[default]\n[DEFAULT]\nregion = a-1", "a-1"),  // this one section goes on
        ("[DEFAULT]\nregion = b-1\nregion = c-1\n[default]\nregion = a-1", "a-1"),
        ("[profile default]\nregion = b-1\n[default]\nregion = a-1", "a-1"),  // the last of a profile's sections wins
        ("[default]\nregion = b-1\n[profile default]\nregion = a-1", "a-1"),
        ("[default]\ns3 =\n  region = b-1\nregion = a-1", "a-1"),  // a nested setting is another
    ])
    func settingIsFound(text: String, region: String) throws {
        #expect(try configuration(text).region().name == region)
    }

    @Test(arguments: [
        "", "[default]", "[default]\nregion =", "[default]\nregion = # comment", "[Default]\nregion = a-1",
        "[profile other]\nregion = a-1", "[default]\ns3 =\n  region = a-1", "[ default ]\nregion = a-1",
        "[default]\nregion =\n  name = a-1",
    ])
    func settingIsMissing(text: String) throws {
        let configuration = try configuration(text)
        #expect(throws: AWSConfigurationError.noRegion(profile: "default")) { try configuration.region() }
    }

    @Test(arguments: [
        ("region = a-1", 1),  // before any section
        ("[default]\nsecret", 2),
        ("[default]\n\n= secret", 3),
        ("[default\nregion = a-1", 1),
        ("[default]\ns3 =\n  a = b\n  secret", 4),
        ("[]\n", 1),
    ])
    func syntaxErrorHasLineNumber(text: String, line: Int) throws {
        let path = TemporaryDirectory.path.appending("config").string
        let error = #expect(throws: AWSConfigurationError.self) { try configuration(text) }
        #expect(error == .syntax(file: path, line: line))
        #expect(error?.description.contains("secret") == false)
    }

    @Test(arguments: [
        ("[default]\nregion = secret\n[default]\nregion = secret", 3),
        ("[default]\nregion = secret\n[other]\n[default] text\n", 4),
        ("[default]\n[default]\nregion = secret\nregion = secret", 2),
        ("[default]\nservices = x\n[services x]\ns3 =\n  endpoint_url = http://secret\n[services x]", 6),
    ])
    func repeatedSectionHasLineNumber(text: String, line: Int) throws {
        let path = TemporaryDirectory.path.appending("config").string
        let error = #expect(throws: AWSConfigurationError.self) { try configuration(text).endpoint() }
        #expect(error == .repeatedSection(file: path, line: line))
        #expect(error?.description.contains("secret") == false)
    }

    @Test(
        arguments: [
            ("[default]\nregion = secret\nregion = secret", 3, "region"),
            ("[default]\nregion = a-1\noutput = json\n REGION : secret\nRegion = secret", 5, "region"),
            ("[default]\nregion = a-1\nregion = secret\n[default]", 3, "region"),
            ("[default]\ns3 =\n  a = b\ns3 =\n  a = secret\noutput = a\noutput = b", 4, "s3"),
            ("[DEFAULT]\nregion = secret\n[default]\n[DEFAULT]\nregion = secret", 5, "region"),
            ("[default]\naws_access_key_id = secret\naws_access_key_id = secret", 3, "aws_access_key_id"),
            ("[default]\na/secret = x\na/secret = x", 3, nil),  // no setting has such a name
            ("[default]\n\(longName) =\n\(longName) =", 3, nil),
        ] as [(String, Int, String?)]
    )
    func repeatedSettingHasLineNumber(text: String, line: Int, setting: String?) throws {
        let path = TemporaryDirectory.path.appending("config").string
        let error = #expect(throws: AWSConfigurationError.self) { try configuration(text) }
        #expect(error == .repeatedSetting(file: path, line: line, setting: setting))
        #expect(error?.description.contains("secret") == false)
    }

    /// As long as a secret key.
    private static let longName = "secret" + String(repeating: "a", count: 34)

    @Test func repetitionsInOneFileOnlyAreErrors() throws {
        let path = TemporaryDirectory.path.appending("credentials")
        try FileNode.file(Array("[default]\nregion = a-1\n[b]\noutput = x\noutput = y".utf8)).write(to: path)
        #expect(try configuration("[default]\nregion = b-1").region().name == "a-1")
        #expect(throws: AWSConfigurationError.repeatedSetting(file: path.string, line: 5, setting: "output")) {
            try configuration("[profile b]\nregion = b-1", profile: "b")
        }
    }

    @Test(arguments: ["dev", "my team", "a/b@c", "a'b"])
    func profilesAreFoundByName(name: String) throws {
        for header in ["[profile \"\(name)\"]", "[profile\t \"\(name)\" ] text", "[profiles \"\(name)\"]"] {
            let configuration = try configuration("[default]\nregion = b-1\n\(header)\nregion = a-1", profile: name)
            #expect(try configuration.region().name == "a-1")
        }
    }

    @Test(arguments: [
        ("[profile dev]", "dev"), ("[profile 'my team']", "my team"), (#"[profile my\ team]"#, "my team"),
        (#"[profile "a\"b"]"#, #"a"b"#), (#"[profile "a\b"]"#, #"a\b"#), (#"[profile 'a\b']"#, #"a\b"#),
        (#"[profile a"b"'c']"#, "abc"), ("[profile ''x]", "x"),
    ])
    func profileNamesAreQuotedAsInAShell(header: String, name: String) throws {
        #expect(try configuration("\(header)\nregion = a-1", profile: name).region().name == "a-1")
    }

    @Test(arguments: [
        "[my team]", "[profile my team]", "[profile \"my team]", "[ profile 'my team']", #"[profile my\]"#,
    ])
    func otherHeadersNameNoProfile(header: String) throws {
        #expect(throws: AWSConfigurationError.self) {
            try configuration("[default]\nregion = b-1\n\(header)\nregion = a-1", profile: "my team")
        }
    }

    @Test(arguments: [
        "[other]\nsecret", "[other]\n= secret", "[other\nregion = b-1", "[]\nregion = b-1",
        "[other]\ns3 =\n  secret", "[other]\nregion = b-1\nregion = c-1", "[other]\n[x]\n[other]\nregion = b-1",
        "[profile \"other]\nregion = b-1", "[profile other]\nregion = b-1\n[profile other]\nregion = c-1",
        "[DEFAULT]\nregion = b-1\nregion = c-1",
    ])
    func wrongLinesLeaveOtherProfilesUsable(lines: String) throws {
        let good = "[default]\nregion = a-1\n"
        for text in ["\(lines)\n\(good)", "\(good)\(lines)\n", "\(good)\(lines)\n[x]\nregion = x-1\n"] {
            #expect(try configuration(text).region().name == "a-1")
        }
    }

    @Test func settingsBelowABrokenHeaderBelongToNoProfile() throws {
        let configuration = try configuration("[default]\noutput = json\n[other\nregion = b-1\n  more")
        #expect(throws: AWSConfigurationError.noRegion(profile: "default")) { try configuration.region() }
    }

    @Test(arguments: [
        "[default]\nregion = eu-west-1\n  aws_secret_access_key = secret",
        "[default]\nregion = eu-west-1\n  secret\nendpoint_url = http://127.0.0.1:9\n  secret",
        "[default]\nregion = secret.\nendpoint_url = secret",
        "[default]\nregion = secret.\nservices = secret",
        "[default]\nregion = secret.\nservices = x\n[services x]\ns3 =\n  endpoint_url = http://:secret",
    ])
    func errorsAboutSettingsHoldNoValues(config: String) throws {
        let configuration = try configuration(config)
        let errors = [
            #expect(throws: AWSConfigurationError.self) { try configuration.region() },
            config.contains("endpoint_url") || config.contains("services")
                ? #expect(throws: AWSConfigurationError.self) { try configuration.endpoint() } : nil,
        ]
        for error in errors.compactMap(\.self) {
            #expect(!"\(error) \(String(reflecting: error))".contains("secret"), "\(error)")
            #expect(error.message.contains("'default'"))
        }
    }

    @Test func namedProfileMustExist() throws {
        let files = ["config", "credentials"].map { TemporaryDirectory.path.appending($0).string }
        for name in ["nothere", "s3"] {
            // Without the word 'profile' the config file's section is no profile.
            #expect(throws: AWSConfigurationError.noSuchProfile(name, files: files)) {
                try configuration("[s3]\nregion = a-1", profile: name)
            }
        }
    }

    @Test func unreadableFileIsReported() throws {
        let path = TemporaryDirectory.path.appending("config")
        try FileNode.file([0x5b, 0xff, 0x5d]).write(to: path)
        #expect(throws: AWSConfigurationError.syntax(file: path.string, line: 1)) {
            try AWSConfiguration(environment: ["AWS_CONFIG_FILE": path.string])
        }
        let directory = TemporaryDirectory.path.string
        let error = #expect(throws: (any Error).self) {
            try AWSConfiguration(environment: ["AWS_CONFIG_FILE": directory])
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains(directory))
    }

    @Test func linesThatAreNotUTF8MatterToTheirProfileOnly() throws {
        let path = TemporaryDirectory.path.appending("config")
        let text = "# \u{1}\n[default]\nregion = a-1\n[profile b]\nregion = \u{1}\n[profile \u{1}]\noutput = x\n"
        try FileNode.file(text.utf8.map { $0 == 1 ? 0xff : $0 }).write(to: path)
        let environment = ["AWS_CONFIG_FILE": path.string]
        #expect(try AWSConfiguration(environment: environment).region().name == "a-1")
        #expect(throws: AWSConfigurationError.syntax(file: path.string, line: 5)) {
            try AWSConfiguration(environment: environment, profile: "b")
        }
    }

    @Test func variablesInPathsAreReplaced() throws {
        let root = TemporaryDirectory.path
        try FileNode.directory(["a": ["config": "[default]\nregion = a-1"]]).write(to: root)
        let variables = ["ROOT": root.string, "NAME": "config"]
        for path in ["$ROOT/a/$NAME", "${ROOT}/a/${NAME}"] {
            let environment = variables.merging(["AWS_CONFIG_FILE": path]) { $1 }
            #expect(try AWSConfiguration(environment: environment).region().name == "a-1")
        }
    }

    @Test func filesDefaultToHomeDirectory() throws {
        let home = TemporaryDirectory.path
        try FileNode.directory([
            ".aws": ["config": "[default]\nregion = home-1"],
            "elsewhere": "[default]\nregion = other-1",
        ]).write(to: home)
        func region(_ environment: [String: String]) throws -> String {
            try AWSConfiguration(environment: environment.merging(["HOME": home.string]) { $1 }).region().name
        }
        #expect(try region([:]) == "home-1")
        #expect(try region(["AWS_CONFIG_FILE": "~/elsewhere"]) == "other-1")
        #expect(try region(["AWS_CONFIG_FILE": home.appending("elsewhere").string]) == "other-1")
        #expect(throws: AWSConfigurationError.noRegion(profile: "default")) {
            try region(["AWS_CONFIG_FILE": "/nonexistent/config"])
        }
    }

    private func configuration(_ config: String, profile: String? = nil) throws -> AWSConfiguration {
        try FileNode.file(Array(config.utf8)).write(to: TemporaryDirectory.path.appending("config"))
        let environment = [
            "AWS_CONFIG_FILE": TemporaryDirectory.path.appending("config").string,
            "AWS_SHARED_CREDENTIALS_FILE": TemporaryDirectory.path.appending("credentials").string,
        ]
        return try AWSConfiguration(environment: environment, profile: profile)
    }
}
