import Basics
import Foundation
import SystemPackage
import Testing
import TestSupport

/// The program with a faulty server.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct ServerFaultTests {
    /// A fault of a server, and the required result of the program.
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var settings: [String: JSON] = [:]
        /// The size of the asset; above 8 MiB it is sent in parts.
        var byteCount = 1000
        var more = ""
        /// Texts of the error and its hint; empty where the run must succeed.
        var error: [String] = []
        var status: Int32 = 1
    }

    private static func faults(_ fault: JSON, count: Int = 1) -> [String: JSON] {
        ["script": .array(Array(repeating: fault, count: count))]
    }

    private static let internalError =
        "<?xml version=\"1.0\"?><Error><Code>InternalError</Code><Message>again</Message></Error>"
    private static let error200: JSON = [
        "method": "POST", "query": "uploadId", "status": 200, "body": .string(internalError),
    ]
    private static let indexError200: JSON = [
        "method": "PUT", "path": ".index.json", "status": 200, "body": .string(internalError),
    ]
    private static let redirection: JSON = [
        "status": 307, "code": "TemporaryRedirect", "headers": ["Location": "http://127.0.0.1:1/elsewhere"],
    ]

    private static let recoveries = [
        Fault(testDescription: "no fault"),
        Fault(testDescription: "no fault, parts", byteCount: 20 << 20),
        Fault(testDescription: "500s", settings: faults(["status": 500], count: 6)),
        Fault(testDescription: "503", settings: faults(["status": 503, "code": "SlowDown"], count: 2)),
        Fault(testDescription: "lost response to PUT", settings: faults(["method": "PUT", "lost": true])),
        Fault(
            testDescription: "lost response to a part",
            settings: faults(["query": "partNumber=2", "lost": true]),
            byteCount: 20 << 20
        ),
        Fault(
            testDescription: "lost response to the completion",
            settings: faults(["method": "POST", "query": "uploadId", "lost": true]),
            byteCount: 20 << 20
        ),
        Fault(testDescription: "error in a 200", settings: faults(error200), byteCount: 20 << 20),
        Fault(testDescription: "error in a 200 to an index", settings: faults(indexError200)),
        Fault(
            testDescription: "error in a 200 to a part",
            settings: faults(["query": "partNumber=2", "status": 200, "body": .string(internalError)]),
            byteCount: 20 << 20
        ),
        Fault(testDescription: "cut request", settings: faults(["method": "PUT", "cutRequestAfter": 500])),
        Fault(testDescription: "cut response", settings: faults(["method": "GET", "cutAnswerAfter": 10])),
        Fault(testDescription: "no checksums", settings: ["checksums": false], byteCount: 9 << 20),
        Fault(testDescription: "conditions rejected", settings: ["conditions": "reject"], byteCount: 9 << 20),
        Fault(testDescription: "conditions ignored", settings: ["conditions": "ignore"]),
        Fault(testDescription: "clock", settings: ["clock": 3600]),
        Fault(
            testDescription: "right owner",
            settings: ["owner": "123456789012"],
            more: "expectedBucketOwner: \"123456789012\""
        ),
    ]

    @Test(arguments: recoveries)
    func transientFaultsAreOvercome(fault: Fault) async throws {
        let (server, workspace, _) = try await prepare(fault)
        let published = try await workspace.publish(environment: Self.environment(of: server))
        #expect(published.status == 0, "\(published.standardError)")
        #expect(published.sent == ["artifacts/weights"])
        #expect(published.standardError == "")
        let again = try await workspace.publish(environment: Self.environment(of: server))
        #expect(again.found == ["artifacts/weights"], "\(again.standardError)")
        // Correcting the clock takes more requests.
        if fault.settings["clock"] == nil { #expect(again.report.stats?["requests"] == 2) }
    }

    private static let failures = [
        Fault(
            testDescription: "another owner",
            settings: ["owner": "999999999999"],
            more: "expectedBucketOwner: \"123456789012\"",
            error: ["123456789012", "expectedBucketOwner", "bucket"]
        ),
        Fault(
            testDescription: "redirects",
            settings: faults(redirection, count: 100),
            error: ["127.0.0.1:1", "region"]
        ),
        Fault(
            testDescription: "only 500s",
            settings: faults(["status": 500], count: 100),
            error: ["attempts", "again"]
        ),
        Fault(
            testDescription: "wrong checksum",
            settings: faults(["method": "PUT", "headers": ["x-amz-checksum-sha256": .string(zeros)]]),
            error: ["SHA-256", "again"],
            status: 4
        ),
        Fault(
            testDescription: "wrong checksum of a part",
            settings: faults(["query": "partNumber=1", "headers": ["x-amz-checksum-sha256": .string(zeros)]]),
            byteCount: 20 << 20,
            error: ["SHA-256", "again"],
            status: 4
        ),
        Fault(
            testDescription: "only errors in 200s",
            settings: faults(error200, count: 100),
            byteCount: 9 << 20,
            error: ["InternalError", "again"]
        ),
        Fault(
            testDescription: "no S3",
            settings: faults(["status": 200, "body": "<html>Welcome</html>"], count: 100),
            error: ["index"],
            status: 4
        ),
    ]
    /// A SHA-256 that no known bytes have.
    private static let zeros = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

    @Test(arguments: failures)
    func permanentFaultIsOneError(fault: Fault) async throws {
        let (server, workspace, bucket) = try await prepare(fault)
        let published = try await workspace.publish(environment: Self.environment(of: server))
        #expect(published.status == fault.status, "\(published.standardError)")
        #expect(published.errorLines.count == 1, "\(published.standardError)")
        #expect(published.errors.count == 1)
        for text in fault.error {
            #expect(published.standardError.contains(text), "\(text): \(published.standardError)")
        }
        #expect(workspace.project.references == nil)
        // An upload that was started is kept for the next publish.
        let log = try await server.log(of: bucket)
        #expect(!log.contains { $0.method == "DELETE" })
        // No index is written before its object is verified.
        #expect(!log.contains { $0.method == "PUT" && $0.path.hasSuffix(".index.json") })
    }

    @Test func wrongOwnerIsReportedOnceForAllAssets() async throws {
        let server = try FaultServer.shared()
        let bucket = try await server.makeBucket(["owner": "999999999999"])
        let destination = TestProject.destination(bucket: bucket, more: "expectedBucketOwner: \"123456789012\"")
        let project = try TestProject.write(destinations: destination, weights: 1000)
        let workspace = Workspace(project)
        let published = try await workspace.publish(environment: Self.environment(of: server))
        #expect(published.status == 1)
        #expect(published.errorLines.count == 1, "\(published.standardError)")
        #expect(project.references == nil)
    }

    @Test(arguments: [true, false])
    func objectsAreReadBackUnlessServerVerifiesDigests(compares: Bool) async throws {
        let settings: [String: JSON] = ["checksums": false, "digests": compares ? true : false]
        let (server, workspace, bucket) = try await prepare(
            Fault(testDescription: "", settings: settings, byteCount: 20 << 20)
        )
        let environment = Self.environment(of: server)
        let published = try await workspace.publish(environment: environment)
        #expect(published.status == 0, "\(published.standardError)")
        let reads = try await server.log(of: bucket).filter { $0.method == "GET" && $0.path.hasSuffix(".tar.gz") }
        #expect(reads.isEmpty == compares)
        // A verified object is recognized by its ETag.
        #expect(try await workspace.publish(environment: environment).report.stats?["requests"] == 2)
    }

    private func prepare(_ fault: Fault) async throws -> (server: FaultServer, workspace: Workspace, bucket: String) {
        let server = try FaultServer.shared()
        let bucket = try await server.makeBucket(fault.settings)
        let project = try TestProject.writeWeights(
            destinations: TestProject.destination(bucket: bucket, more: fault.more),
            byteCount: fault.byteCount
        )
        return (server, Workspace(project), bucket)
    }

    private static func environment(of server: FaultServer) -> [String: String] {
        [
            "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:\(server.port)",
        ]
    }
}
