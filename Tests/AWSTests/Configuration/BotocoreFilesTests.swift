import AWS
import SystemPackage
import Testing
import TestSupport

@Suite("Against botocore's reading of AWS files", .enabled(if: BotocoreFilesOracle.isThere, "Python has no botocore"))
struct BotocoreFilesTests {
    @Test(.temporaryDirectory) func generatedFilesAreReadAlike() async throws {
        var generator = AWSFileGenerator(seed: 20_260_301)
        let files = (0..<2_000).map { _ in generator.files() }
        let readings = try BotocoreFilesOracle.readings(of: files)
        try #require(readings.count == files.count)
        var acceptedCount = 0
        var repetitionCount = 0
        for (files, reading) in zip(files, readings) {
            let shared = try write(files)
            guard let profiles = reading.profiles else {
                try await checkRefused(files, shared)
                if let repetition = reading.repetition, try check(repetition, files) { repetitionCount += 1 }
                continue
            }
            acceptedCount += 1
            #expect(shared.profileNames == Set(profiles.keys), "\(files)")
            for (name, expected) in profiles {
                let settings = try #require(try shared.profile(name), "\(files)").settings.mapValues(\.oracleValue)
                #expect(settings == expected.settings, "profile '\(name)' of \(files)")
                try await check(expected.credentials, name, files)
            }
        }
        #expect(acceptedCount >= 1_000)
        #expect(repetitionCount > 0)
    }

    /// Checks that a line that botocore refuses for being there twice spoils its section.
    ///
    /// - Returns: False where there is nothing to compare: settings of `[DEFAULT]` matter in other sections, and below a
    ///   header without an end botocore goes on with the section above.
    private func check(
        _ repetition: BotocoreFilesOracle.Repetition,
        _ files: BotocoreFilesOracle.Files
    ) throws -> Bool {
        let file = INI(repetition.isInConfig ? files.config : files.credentials)
        guard repetition.section != "DEFAULT", file.strayLine == nil else { return false }
        let fault = try #require(file.section(repetition.section)?.fault, "\(files)")
        #expect(fault.line <= repetition.line, "\(files)")
        return true
    }

    /// Where botocore refuses a file, no profile of ours ends the program, and no error holds a secret.
    private func checkRefused(_ files: BotocoreFilesOracle.Files, _ shared: SharedFiles) async throws {
        for name in shared.profileNames {
            do {
                let configuration = try configuration(name)
                _ = try configuration.region()
                _ = try configuration.endpoint()
                _ = try await configuration.credentials.credentials()
            } catch let error as AWSConfigurationError {
                #expect(!"\(error)".contains(AWSFileGenerator.secret), "\(files)")
            }
        }
    }

    private func check(_ expected: [String?]?, _ name: String, _ files: BotocoreFilesOracle.Files) async throws {
        let isUsable = { (value: String) in !value.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7f } }
        let credentials: Credentials
        do {
            credentials = try await configuration(name).credentials.credentials()
        } catch let error as AWSConfigurationError {
            #expect(!"\(error)".contains(AWSFileGenerator.secret), "\(files)")
            // botocore signs with empty keys, too, and cannot send line ends.
            guard let expected, let identifier = expected[0], let secret = expected[1] else { return }
            #expect(
                identifier.isEmpty || secret.isEmpty || !isUsable(identifier) || !isUsable(expected[2] ?? ""),
                "\(error): profile '\(name)' of \(files)"
            )
            return
        }
        guard let expected else {
            Issue.record("botocore has no keys in profile '\(name)' of \(files)")
            return
        }
        #expect(credentials.accessKeyID == expected[0], "profile '\(name)' of \(files)")
        #expect(credentials.secretAccessKey == expected[1], "profile '\(name)' of \(files)")
        #expect(credentials.sessionToken ?? "" == expected[2] ?? "", "profile '\(name)' of \(files)")
    }

    private func configuration(_ name: String) throws -> AWSConfiguration {
        try AWSConfiguration(environment: environment, profile: name)
    }

    private var environment: [String: String] {
        [
            "AWS_CONFIG_FILE": TemporaryDirectory.path.appending("config").string,
            "AWS_SHARED_CREDENTIALS_FILE": TemporaryDirectory.path.appending("credentials").string,
        ]
    }

    private func write(_ files: BotocoreFilesOracle.Files) throws -> SharedFiles {
        for (name, text) in [("config", files.config), ("credentials", files.credentials)] {
            let path = TemporaryDirectory.path.appending(name)
            let file = try FileDescriptor.open(
                path,
                .writeOnly,
                options: [.create, .truncate],
                permissions: [.ownerReadWrite]
            )
            try file.closeAfter { _ = try file.writeAll(Array(text.utf8)) }
        }
        return try SharedFiles(environment: environment)
    }
}

extension INI.Value {
    fileprivate var oracleValue: BotocoreFilesOracle.Value {
        switch self {
        case .text(let text): .text(text)
        case .nested(let settings): .nested(settings)
        }
    }
}
