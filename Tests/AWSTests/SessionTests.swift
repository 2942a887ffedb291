import AWS
import AWSNames
import HTTP
import Logging
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
}
