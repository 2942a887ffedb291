import AWS
import AWSNames
import Glibc
import HTTP
import Logging
import Synchronization
import SystemPackage
import Testing
import TestSupport

@Suite(.temporaryDirectory) struct SessionTests {
    private func session() throws -> Session {
        let config = """
            [default]
            region = eu-west-1
            [profile other]
            region = eu-west-2
            [profile company]
            ca_bundle = /company.pem
            """
        let directory = try FileNode.directory(["config": .file(Array(config.utf8))]).write(to: TemporaryDirectory.path)
        let environment = [
            "AWS_CONFIG_FILE": directory.appending("config").string,
            "AWS_SHARED_CREDENTIALS_FILE": directory.appending("credentials").string,
            "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret",
        ]
        return Session(
            environment: environment,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
    }

    private func transport(_ session: Session, _ profile: String?) throws -> ObjectIdentifier {
        let transport = try session.clientConfiguration(ofProfile: profile).transport
        return ObjectIdentifier(try #require(transport as? CurlTransport))
    }

    @Test func clientsShareOneTransportPerCertificateBundle() throws {
        let session = try session()
        let first = try transport(session, nil)
        #expect(try transport(session, nil) == first)
        #expect(try transport(session, "other") == first)
        #expect(try transport(session, "company") != first)
        #expect(try transport(session, "company") == transport(session, "company"))
    }

    @Test func credentialsAreSharedPerProfile() async throws {
        let session = try session()
        func provider(_ profile: String?) throws -> ExpiringCredentials {
            try #require(try session.clientConfiguration(ofProfile: profile).credentials as? ExpiringCredentials)
        }
        #expect(try provider(nil) === provider(nil))
        #expect(try provider(nil) !== provider("other"))
        #expect(try await provider(nil).credentials().accessKeyID == "AKID")
        await #expect(throws: AWSConfigurationError.self) { try await provider("other").credentials() }
    }

    @Test func settingsBelongToTheirProfile() throws {
        let session = try session()
        #expect(try session.configuration(ofProfile: nil).region().name == "eu-west-1")
        #expect(try session.configuration(ofProfile: "other").region().name == "eu-west-2")
        #expect(throws: AWSConfigurationError.self) { try session.configuration(ofProfile: "missing") }
    }

    @Test func clientsShareCounters() throws {
        let session = try session()
        try session.clientConfiguration(ofProfile: "other").counters.addRequest(byteCount: 7)
        #expect(try session.clientConfiguration(ofProfile: nil).counters.sentByteCount == 7)
        #expect(session.counters.requestCount == 1)
    }

    @Test(
        arguments: [
            ("credentials", 0o600, false), ("credentials", 0o644, false), ("credentials", 0o620, true),
            ("credentials", 0o602, true), ("config", 0o666, true),
        ] as [(String, CInterop.Mode, Bool)]
    )
    func filesThatOthersMayWriteAreReportedOnce(name: String, mode: CInterop.Mode, isReported: Bool) throws {
        let keys = "[default]\naws_access_key_id = A\naws_secret_access_key = secret\n[other]\n[profile other]\n"
        let path = TemporaryDirectory.path.appending(name)
        let file = try FileDescriptor.open(path, .writeOnly, options: .create, permissions: .ownerReadWrite)
        try file.closeAfter { _ = try file.writeAll(Array(keys.utf8)) }
        chmod(path.string, mode)
        let lines = Mutex<[String]>([])
        let handler = WarningHandler { line in lines.withLock { $0.append(line) } }
        let environment = [
            "AWS_CONFIG_FILE": TemporaryDirectory.path.appending("config").string,
            "AWS_SHARED_CREDENTIALS_FILE": TemporaryDirectory.path.appending("credentials").string,
        ]
        let session = Session(environment: environment, logger: Logger(label: "test") { _ in handler })
        for profile in [nil, "other", nil] { _ = try session.configuration(ofProfile: profile) }
        let warning = "'\(path)' holds keys and can be written by others: run chmod 600 '\(path)'"
        #expect(lines.withLock { $0 } == (isReported ? [warning] : []))
    }

    @Test func configurationWithoutKeysIsNotReported() throws {
        let path = TemporaryDirectory.path.appending("config")
        try FileNode.file(Array("[default]\nregion = a-1".utf8)).write(to: path)
        chmod(path.string, 0o666)
        let lines = Mutex<[String]>([])
        let handler = WarningHandler { line in lines.withLock { $0.append(line) } }
        let session = Session(
            environment: ["AWS_CONFIG_FILE": path.string],
            logger: Logger(label: "test") { _ in handler }
        )
        _ = try session.configuration(ofProfile: nil)
        #expect(lines.withLock { $0.isEmpty })
    }
}

private struct WarningHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.warning
    private let append: @Sendable (String) -> Void

    init(_ append: @escaping @Sendable (String) -> Void) { self.append = append }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { append("\(event.message)") }
}
