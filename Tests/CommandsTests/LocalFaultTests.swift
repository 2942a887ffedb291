import Foundation
import Glibc
import Synchronization
import SystemPackage
import Testing
import TestSupport

/// Full and read-only disks, changing files, and invalid documents.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct LocalFaultTests {
    @Test(.enabled(if: SmallDisk.isPossible, "only root may mount a tmpfs"))
    func fullDiskIsOneErrorAndLeavesNoFile() async throws {
        let workspace = try await StoreUnderTest.local.makeWeights(byteCount: 20 << 20)
        try FileNode.directory([:]).write(to: workspace.project.store)
        let disk = try SmallDisk(at: workspace.project.store, options: "size=4m")
        let published = try await workspace.publish()
        #expect(published.status == 1)
        #expect(published.errorLines.count == 1, "\(published.standardError)")
        #expect(published.standardError.contains("No space left"), "\(published.standardError)")
        #expect(published.standardError.contains("hint: free some space"), "\(published.standardError)")
        #expect(workspace.project.references == nil)
        #expect(workspace.project.storedNames == [])
        disk.unmount()
        // With enough space it is published.
        #expect(try await workspace.publish().status == 0)
    }

    @Test(.enabled(if: SmallDisk.isPossible, "only root may mount a tmpfs"), arguments: ["ro", "size=4k,nr_inodes=1"])
    func unwritableReferencesAreOneError(options: String) async throws {
        let project = try TestProject.write(weights: 1000)
        let directory = try FileNode.directory([:]).write(to: TemporaryDirectory.path.appending("disk"))
        let disk = try SmallDisk(at: directory, options: options)
        let references = directory.appending("references.json").string
        let output = try await Program.run(
            ["publish", "--images", "context", "--references", references],
            in: project.directory
        )
        #expect(output.status == 1)
        #expect(output.standardError.hasPrefix("error: "))
        #expect(output.standardError.contains(directory.string), "\(output.standardError)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.string) == [])
        disk.unmount()
        #expect(
            try await Program.run(
                ["publish", "--images", "context", "--references", references],
                in: project.directory
            ).status == 0
        )
    }

    @Test func referencesInMissingDirectoryAreAnError() async throws {
        let project = try TestProject.write(weights: 1000)
        let output = try await Program.run(
            ["publish", "--images", "context", "--references", "none/r.json"],
            in: project.directory
        )
        #expect(output.status == 1)
        #expect(output.standardError.contains("none"))
        #expect(!FileManager.default.fileExists(atPath: project.directory.appending("none").string))
    }

    @Test(arguments: ["", "{", "[]", "{}", #"{"schema":"sageassets/references/v9","assets":{}}"#, "<<<<<<< HEAD\n{}"])
    func invalidReferencesAreKeptAndReported(text: String) async throws {
        let project = try TestProject.write(weights: 1000)
        try FileNode.file(Array(text.utf8)).write(to: project.directory.appending("sageassets.references.json"))
        for command in [["publish", "--images", "context"], ["synth"], ["fingerprint", "--check"]] {
            let output = try await Program.run(command, in: project.directory)
            #expect(output.status == 1, "\(command)")
            #expect(output.standardError.contains("sageassets.references.json"))
            #expect(output.standardError.contains("hint: "), "\(output.standardError)")
            #expect(output.standardError.contains("error: "))
        }
        #expect(project.references == text)
    }

    /// The file changes while it is read.
    @Test(arguments: [StoreUnderTest.local] + S3Server.present("ministack").map { StoreUnderTest(server: $0) })
    func constantlyChangingFileIsNotReferenced(store: StoreUnderTest) async throws {
        let workspace = try await store.makeWeights(byteCount: 30 << 20)
        let file = workspace.project.directory.appending("artifacts/weights/model.bin")
        let descriptor = try FileDescriptor.open(file, .writeOnly)
        defer { try? descriptor.close() }
        let isDone = Flag()
        // A thread of its own: tests that compute for long may leave no other one to a task.
        let writer = DispatchQueue(label: "writer")
        writer.async {
            var value = UInt8(0)
            while !isDone.value.load(ordering: .relaxed) {
                value &+= 1
                guard pwrite(descriptor.rawValue, &value, 1, (30 << 20) - 1) == 1 else { break }
            }
        }
        let result: Result<PublishOutput, any Error>
        do { result = .success(try await workspace.publish()) } catch { result = .failure(error) }
        isDone.value.store(true, ordering: .relaxed)
        writer.sync {}
        let published = try result.get()
        try await expectChange(published, workspace)
    }

    /// The file does not change before its address is known.
    @Test(arguments: S3Server.present("ministack", "juicefs"), ["append", "flip", "truncate", "remove"])
    func fileChangedAfterHashingIsNotReferenced(server: S3Server, change: String) async throws {
        let workspace = try await StoreUnderTest(server: server).makeWeights(byteCount: 120 << 20)
        let file = workspace.project.directory.appending("artifacts/weights/model.bin")
        let gate = try await Gate(before: server, closing: .beforeRequest("^POST .*uploads"))
        let program = try workspace.start(environment: ["AWS_ENDPOINT_URL_S3": gate.endpoint])
        #expect(try await gate.hasClosed(on: program))
        switch change {
        case "remove": try FileManager.default.removeItem(atPath: file.string)
        case "truncate": try #require(truncate(file.string, 100 << 20) == 0)
        default:
            let descriptor = try FileDescriptor.open(file, .writeOnly)
            try descriptor.writeAll(toAbsoluteOffset: (120 << 20) - (change == "flip" ? 1 : 0), [0])
            try descriptor.close()
        }
        try gate.open()
        let published = try PublishOutput(try await program.end())
        if change == "remove" {
            // An open file stays readable after its removal: the referenced bytes must be right.
            #expect(published.status == 0 || published.status == 1)
            #expect((published.status == 0) == (workspace.project.references != nil))
        } else {
            try await expectChange(published, workspace)
        }
    }

    private func expectChange(_ published: PublishOutput, _ workspace: Workspace) async throws {
        #expect(published.status == 1)
        #expect(published.errorLines.count == 1, "\(published.standardError)")
        #expect(published.standardError.contains("model.bin' changed"), "\(published.standardError)")
        #expect(workspace.project.references == nil)
        #expect(try await workspace.store.contents() == [:])
        #expect(try await workspace.store.openUploads() == [])
    }
}

/// A flag that ends another thread.
private final class Flag: Sendable {
    let value = Atomic(false)
}

/// A file system of a few pages, in place of a directory.
private struct SmallDisk {
    private let directory: FilePath

    /// Whether this process may mount one.
    static let isPossible: Bool = {
        let directory = FilePath(NSTemporaryDirectory()).appending("sageassets-mount-\(UUID().uuidString)")
        guard geteuid() == 0, mkdir(directory.string, 0o700) == 0 else { return false }
        defer { rmdir(directory.string) }
        guard let disk = try? SmallDisk(at: directory, options: "size=4k") else { return false }
        disk.unmount()
        return true
    }()

    init(at directory: FilePath, options: String) throws {
        self.directory = directory
        let output = try Tool.run("mount", ["-t", "tmpfs", "-o", options, "tmpfs", directory.string])
        try #require(output.status == 0, "\(output.standardError)")
    }

    func unmount() { umount2(directory.string, Int32(MNT_DETACH)) }
}
