import Foundation
import Glibc
import SystemPackage
import Testing
import TestSupport

/// Runs that are killed or interrupted: their remnants, and their completion by the next run.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct InterruptTests {
    private static let byteCount = 40 << 20
    private static let signals: [(number: CInt, status: Int32)] = [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)]
    private static let servers = S3Server.present("ministack", "seaweedfs")

    /// A moment in a publish through a gate.
    struct Moment: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let moment: Gate.Moment

        static let all = [
            Moment(testDescription: "before anything", moment: .afterBytes(0)),
            Moment(testDescription: "before the upload", moment: .beforeRequest("^POST .*uploads")),
            Moment(testDescription: "in the first parts", moment: .afterBytes(6 << 20)),
            Moment(testDescription: "in the last parts", moment: .afterBytes(30 << 20)),
            Moment(testDescription: "before the completion", moment: .beforeRequest("^POST .*uploadId")),
            Moment(testDescription: "before the index", moment: .beforeRequest("^PUT .*index.json")),
        ]
    }

    @Test(arguments: servers)
    func publishAfterKillCompletes(server: S3Server) async throws {
        let undisturbed = try await StoreUnderTest(server: server).makeWeights(byteCount: Self.byteCount)
        #expect(try await undisturbed.publish().status == 0)
        let (references, contents) = (undisturbed.project.references, try await undisturbed.store.contents())
        var workspace = undisturbed
        for moment in Moment.all {
            workspace = try await workspace.withEmptyStore()
            let gate = try await Gate(before: server, closing: moment.moment)
            let program = try workspace.start(environment: ["AWS_ENDPOINT_URL_S3": gate.endpoint])
            #expect(try await gate.hasClosed(on: program))
            program.signal(SIGKILL)
            #expect(try await program.end().status == -SIGKILL)
            #expect(workspace.project.references == nil)
            let again = try await workspace.publish()
            #expect(again.status == 0, "\(moment): \(again.standardError)")
            #expect(
                workspace.project.references
                    == references?.replacing(undisturbed.store.prefix, with: workspace.store.prefix)
            )
            #expect(try await workspace.store.contents() == contents, "\(moment)")
        }
    }

    @Test(arguments: [1, 8 << 20, 20 << 20, 32 << 20])
    func publishAfterKillCompletesInLocalStore(byteCount: Int) async throws {
        let (workspace, program) = try await startedToWrite(byteCount)
        program.signal(SIGKILL)
        #expect(try await program.end().status == -SIGKILL)
        #expect(workspace.project.references == nil)
        #expect(workspace.project.storedNames.count { $0.hasPrefix(".") } == 1)
        let again = try await workspace.publish()
        #expect(again.status == 0, "\(again.standardError)")
        #expect(again.sent == ["artifacts/weights"])
        let contents = try await workspace.store.contents()
        // The killed run's temporary file is deleted.
        #expect(contents.keys.allSatisfy { !$0.hasPrefix(".") }, "\(contents.keys)")
        let (references, undisturbed) = (workspace.project.references, try await workspace.withEmptyStore())
        #expect(try await undisturbed.publish().status == 0)
        #expect(references == undisturbed.project.references)
        #expect(try await undisturbed.store.contents() == contents)
    }

    /// Publishes to the local store until so many bytes are written, and stops the program there.
    ///
    /// A stopped program cannot end before the test's signal reaches it; all signals but SIGKILL need a SIGCONT after them.
    /// The program is started again if it ended before it could be stopped.
    private func startedToWrite(_ byteCount: Int) async throws -> (Workspace, RunningProgram) {
        var workspace = try await StoreUnderTest.local.makeWeights(byteCount: Self.byteCount)
        for _ in 0..<20 {
            let program = try workspace.start()
            if stopped(program, after: byteCount, in: workspace.project.store) { return (workspace, program) }
            _ = try await program.end()
            workspace = try await workspace.withEmptyStore()
        }
        throw TooFast()
    }

    private struct TooFast: Error {}

    /// Lets the program run a millisecond at a time until the store's unfinished files have so many bytes.
    ///
    /// False if the program ends before. The thread is kept: a task that yields comes back after all other tests' tasks.
    private func stopped(_ program: RunningProgram, after byteCount: Int, in store: FilePath) -> Bool {
        while program.isRunning {
            if unfinishedByteCount(in: store) != nil {
                program.signal(SIGSTOP)
                if let count = unfinishedByteCount(in: store), count >= byteCount { return program.isRunning }
                program.signal(SIGCONT)
            }
            usleep(1000)
        }
        return false
    }

    /// The size in bytes of the files that a store is being written to, if there are any.
    private func unfinishedByteCount(in store: FilePath) -> Int? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: store.string)) ?? []
        let sizes = names.filter { $0.hasPrefix(".sageassets-") }.map { name in
            (try? FileManager.default.attributesOfItem(atPath: store.appending(name).string)[.size] as? Int) ?? 0
        }
        return sizes.isEmpty ? nil : sizes.reduce(0, +)
    }

    @Test(arguments: zip(signals, S3Server.present))
    func nextPublishSendsTheRest(signal: (number: CInt, status: Int32), server: S3Server) async throws {
        // More than the parts that are on their way at the same time.
        let byteCount = 3 * Self.byteCount
        let workspace = try await StoreUnderTest(server: server).makeWeights(byteCount: byteCount)
        let gate = try await Gate(before: server, closing: .afterBytes(byteCount * 9 / 10))
        let program = try workspace.start(environment: ["AWS_ENDPOINT_URL_S3": gate.endpoint])
        #expect(try await gate.hasClosed(on: program))
        #expect(try await workspace.store.openUploads().count == 1)
        program.signal(signal.number)
        // It ends although no request of it is answered any more.
        let output = try await program.end()
        #expect(output.status == signal.status, "\(output.standardError)")
        #expect(output.standardError.contains("error: interrupted; the "), "\(output.standardError)")
        #expect(
            output.standardError.contains("sageassets publish --images context --output json' again"),
            "\(output.standardError)"
        )
        #expect(workspace.project.references == nil)
        let again = try await workspace.publish()
        #expect(again.status == 0, "\(again.standardError)")
        let stats = try #require(again.report.stats)
        #expect(try #require(stats["bytesResumed"]) > byteCount / 4)
        #expect(try #require(stats["bytesSent"]) < byteCount * 3 / 4)
        #expect(try await workspace.store.openUploads() == [])
        // Indexes have the ETags of stores without checksums.
        let bundles = try await workspace.store.contents().filter { $0.key.hasSuffix(".tar.gz") }
        let undisturbed = try await workspace.withEmptyStore()
        #expect(try await undisturbed.publish().status == 0)
        #expect(try await undisturbed.store.contents().filter { $0.key.hasSuffix(".tar.gz") } == bundles)
    }

    @Test(arguments: S3Server.present.prefix(2))
    func uploadsThatNobodyFinishesAreAborted(server: S3Server) async throws {
        let workspace = try await StoreUnderTest(server: server).makeWeights(byteCount: Self.byteCount)
        let gate = try await Gate(before: server, closing: .afterBytes(30 << 20))
        let program = try workspace.start(environment: ["AWS_ENDPOINT_URL_S3": gate.endpoint])
        #expect(try await gate.hasClosed(on: program))
        program.signal(SIGKILL)
        _ = try await program.end()
        // Another content: its address, and so its key, is another one.
        try FileNode.file([1, 2, 3]).write(to: workspace.project.directory.appending("artifacts/weights/model.bin"))
        #expect(try await workspace.publish().status == 0)
        #expect(try await workspace.store.openUploads().count == 1)
        let aborting = try await workspace.publish("--abort-stale")
        #expect(aborting.status == 0)
        #expect(aborting.standardError.contains("aborted the unfinished upload of s3://"), "\(aborting.standardError)")
        #expect(try await workspace.store.openUploads() == [])
    }

    @Test(arguments: signals)
    func interruptLeavesLocalStoreEmpty(signal: (number: CInt, status: Int32)) async throws {
        let (workspace, program) = try await startedToWrite(1 << 20)
        program.signal(signal.number)
        program.signal(SIGCONT)
        let output = try await program.end()
        #expect(output.status == signal.status, "\(output.standardError)")
        // Nothing is kept, and so nothing is told of it.
        #expect(output.standardError.contains("error: interrupted\n"), "\(output.standardError)")
        #expect(workspace.project.references == nil)
        #expect(workspace.project.storedNames == [])
    }
}
