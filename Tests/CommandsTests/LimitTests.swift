import Basics
import Foundation
import SystemPackage
import Testing
import TestSupport

/// Processes to which the system gives little.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct LimitTests {
    /// Runs the program under limits of the shell's `ulimit`.
    private func publish(
        _ limit: String,
        _ arguments: String,
        _ workspace: Workspace
    ) throws -> Tool.Output {
        let program = try #require(Program.path)
        let environment = workspace.environment.map { "export \($0.key)='\($0.value)';" }.joined(separator: " ")
        let command = "\(environment) ulimit \(limit) && exec '\(program)' publish \(arguments)"
        return try Tool.run("sh", ["-c", command], in: workspace.project.directory)
    }

    @Test(arguments: ["-n 20", "-n 32", "-v 600000"], ["", "--jobs 1000 --no-cache"])
    func littleSuffices(limit: String, arguments: String) async throws {
        for store in [StoreUnderTest.local] + StoreUnderTest.onServers.prefix(1) {
            let workspace = try await store.makeWeights(byteCount: 20 << 20)
            let output = try publish(limit, arguments, workspace)
            #expect(output.status == 0, "\(output.standardError)")
            try workspace.removeReferences()
        }
    }

    @Test(arguments: [("-n 10", "ulimit -n"), ("-v 300000", "ulimit -v")])
    func shortageIsAnErrorThatNamesTheLimit(limit: String, words: String) async throws {
        let workspace = try await StoreUnderTest.local.makeWeights(byteCount: 1000)
        let output = try publish(limit, "", workspace)
        #expect(output.status == 1)
        #expect(output.standardError.contains("error: the process may "), "\(output.standardError)")
        #expect(output.standardError.contains(words), "\(output.standardError)")
        #expect(workspace.project.references == nil)
    }

    /// The command line is not parsed yet when the limits are looked at.
    @Test(arguments: ["--output json", "--output=json", "--output text", "-- --output json"])
    func shortageIsAnObjectWhereResultsAre(options: String) async throws {
        let workspace = try await StoreUnderTest.local.makeWeights(byteCount: 1000)
        let output = try publish("-n 12", options, workspace)
        #expect(output.status == 1)
        #expect(output.standardError.contains("error: the process may open no more files"))
        guard options.hasPrefix("--output"), options.hasSuffix("json") else {
            #expect(output.standardOutput == "")
            return
        }
        let report = try JSONDecoder().decode([String: JSON].self, from: Data(output.standardOutput.utf8))
        guard case .object(let error)? = report["error"] else {
            Issue.record("\(output.standardOutput)")
            return
        }
        #expect(error["code"] == "too-many-open-files")
    }
}
