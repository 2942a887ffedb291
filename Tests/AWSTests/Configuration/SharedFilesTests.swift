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
        ("[ default ]\nregion = a-1", "a-1"),
        ("  [default]\n  region = a-1", "a-1"),  // indented throughout
        ("[default]\nREGION = a-1", "a-1"),  // names of settings have no case
        ("[default]\nregion = a-1\nregion = b-1", "b-1"),  // the last value wins
        ("[default]\nregion = a-1\n[other]\n[default]\noutput = json", "a-1"),  // a section goes on
        ("[default]\nregion = a-1\n[default]\nregion = b-1", "b-1"),
        ("[profile default]\nregion = a-1\n[default]\nregion = b-1", "a-1"),  // the full name wins
        ("[default]\ns3 =\n  region = b-1\nregion = a-1", "a-1"),  // a nested setting is another
    ])
    func settingIsFound(text: String, region: String) throws {
        #expect(try configuration(text).region().name == region)
    }

    @Test(arguments: [
        "", "[default]", "[default]\nregion =", "[default]\nregion = # comment", "[Default]\nregion = a-1",
        "[profile other]\nregion = a-1", "[default]\ns3 =\n  region = a-1",
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
        ("[default] secret\n", 1),
        ("[]\n", 1),
    ])
    func syntaxErrorHasLineNumber(text: String, line: Int) throws {
        let path = TemporaryDirectory.path.appending("config").string
        let error = #expect(throws: AWSConfigurationError.self) { try configuration(text) }
        #expect(error == .syntax(file: path, line: line))
        #expect(error?.description.contains("secret") == false)
    }

    @Test(arguments: ["dev", "my team", "a/b@c"])
    func profilesAreFoundByName(name: String) throws {
        for header in ["[profile \(name)]", "[profile \"\(name)\"]", "[ profile\t '\(name)' ]"] {
            let configuration = try configuration("[default]\nregion = b-1\n\(header)\nregion = a-1", profile: name)
            #expect(try configuration.region().name == "a-1")
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
        #expect(throws: FileError("read as UTF-8", path, .illegalByteSequence)) {
            try AWSConfiguration(environment: ["AWS_CONFIG_FILE": path.string])
        }
        let directory = TemporaryDirectory.path.string
        let error = #expect(throws: (any Error).self) {
            try AWSConfiguration(environment: ["AWS_CONFIG_FILE": directory])
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains(directory))
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
