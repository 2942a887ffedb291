import SystemPackage
import Testing
import TestSupport

/// Networks that fail for a while.
@Suite(
    .temporaryDirectory,
    .serialized,
    .enabled(if: Program.path != nil && !S3Server.present.isEmpty, "no program or no server"),
    .hangLimit
)
struct OutageTests {
    private static let byteCount = 24 << 20
    /// The environment of tests limits the attempts, since most of them want an error soon.
    private static let unlimited = ["AWS_MAX_ATTEMPTS": ""]

    private func publish(
        _ workspace: Workspace,
        over link: Link,
        _ arguments: String...
    ) async throws -> PublishOutput {
        let environment = Self.unlimited.merging(["AWS_ENDPOINT_URL_S3": link.endpoint]) { $1 }
        return try PublishOutput(try await workspace.start(arguments, environment: environment).end())
    }

    @Test(arguments: S3Server.present.prefix(2), [0.2, 3])
    func publishSurvivesOutage(server: S3Server, seconds: Double) async throws {
        let workspace = try await StoreUnderTest(server: server).makeWeights(byteCount: Self.byteCount)
        let link = try await Link(before: server, outage: .init(after: Self.byteCount / 2, seconds: seconds))
        let published = try await publish(workspace, over: link)
        #expect(published.status == 0, "\(published.standardError)")
        #expect(published.sent == ["artifacts/weights"])
        #expect(try await workspace.store.openUploads() == [])
    }

    @Test(arguments: S3Server.present.prefix(1))
    func outageLongerThanLimitIsAnErrorAndPartsAreKept(server: S3Server) async throws {
        let workspace = try await StoreUnderTest(server: server).makeWeights(byteCount: Self.byteCount)
        let outage = Link.Outage(after: Self.byteCount * 3 / 4, seconds: 600)
        let failed = try await publish(
            workspace,
            over: try await Link(before: server, outage: outage),
            "--retry-for",
            "1s"
        )
        #expect(failed.status == 1)
        #expect(failed.standardError.contains("cannot connect to") || failed.standardError.contains("was lost"))
        #expect(workspace.project.references == nil)
        let again = try await publish(workspace, over: try await Link(before: server))
        #expect(again.status == 0, "\(again.standardError)")
        let stats = try #require(again.report.stats)
        #expect(try #require(stats["bytesResumed"]) > 0)
        #expect(try #require(stats["bytesSent"]) < Self.byteCount)
        #expect(try await workspace.store.openUploads() == [])
    }

    @Test func unreachableServerIsAnErrorAfterTheLimit() async throws {
        let workspace = try await StoreUnderTest(server: S3Server.present[0]).makeWeights(byteCount: 1000)
        for (endpoint, words) in [
            ("http://127.0.0.1:1", "cannot connect to '127.0.0.1:1'"), ("http://x.invalid", "cannot find the host"),
        ] {
            let environment = Self.unlimited.merging(["AWS_ENDPOINT_URL_S3": endpoint]) { $1 }
            let output = try await workspace.start(["--retry-for", "2s"], environment: environment).end()
            #expect(output.status == 1)
            #expect(output.standardError.contains(words), "\(output.standardError)")
        }
    }

    @Test(arguments: [["publish", "--retry-for", "soon"], ["publish", "--retry-for", "-1"]])
    func invalidLimitIsAUsageError(arguments: [String]) async throws {
        #expect(try await Program.run(arguments, in: TemporaryDirectory.path).status == 64)
    }
}
