import Foundation
import SystemPackage
import Testing
import TestSupport

@Suite(.temporaryDirectory) struct CacheTests {
    private static let byteCount = 100_000

    private var caches: FilePath { TemporaryDirectory.path.appending("caches") }
    private var environment: [String: String] { ["XDG_CACHE_HOME": caches.string] }

    @Test func unchangedFilesAreNotReadUnlessCacheIsDisabled() async throws {
        let workspace = try await StoreUnderTest.local.makeWeights(byteCount: Self.byteCount)
        // Digests of files that were just written are not cached.
        try await Task.sleep(for: .seconds(2.5))

        let uncached = try await workspace.publish("--no-cache", environment: environment)
        #expect(uncached.report.stats?["bytesHashed"] == Self.byteCount)
        #expect(!FileManager.default.fileExists(atPath: caches.appending("sageassets").string))

        let first = try await workspace.publish(environment: environment)
        #expect(first.report.stats?["bytesHashed"] == Self.byteCount)
        #expect(first.report.stats?["bytesCached"] == 0)

        let second = try await workspace.publish(environment: environment)
        #expect(second.report.stats?["bytesHashed"] == 0)
        #expect(second.report.stats?["bytesCached"] == Self.byteCount)

        let third = try await workspace.publish("--no-cache", environment: environment)
        #expect(third.report.stats?["bytesHashed"] == Self.byteCount)
        #expect(third.report.stats?["bytesCached"] == 0)

        let addresses = [[], ["--no-cache"], ["--check"]].map { ["fingerprint"] + $0 }
        var printed: Set<String> = []
        for arguments in addresses {
            let output = try await Program.run(arguments, in: workspace.project.directory, environment: environment)
            #expect(output.status == 0, "\(output.standardError)")
            printed.insert(output.standardOutput)
        }
        #expect(printed.count == 1)
    }
}
