import Foundation
import Glibc
import Synchronization
import SystemPackage
import Testing
import TestSupport

/// Full and read-only disks, files that change, and documents that are broken.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct LocalFaultTests {
    @Test(.enabled(if: SmallDisk.isPossible, "only root may mount a tmpfs"))
    func aFullStoreIsOneErrorAndNoFile() async throws {
        let placed = try await Place.local.makeWeights(byteCount: 20 << 20)
        try FileNode.directory([:]).write(to: placed.project.store)
        let disk = try SmallDisk(at: placed.project.store, options: "size=4m")
        let published = try await placed.publish()
        #expect(published.status == 1)
        #expect(published.errorLines.count == 1, "\(published.standardError)")
        #expect(published.standardError.contains("No space left"), "\(published.standardError)")
        #expect(published.standardError.contains("hint: free some space"), "\(published.standardError)")
        #expect(placed.project.references == nil)
        #expect(placed.project.storedNames == [])
        disk.unmount()
        // With room it is published.
        #expect(try await placed.publish().status == 0)
    }

    @Test(.enabled(if: SmallDisk.isPossible, "only root may mount a tmpfs"), arguments: ["ro", "size=4k,nr_inodes=1"])
    func referencesThatCannotBeWrittenAreOneError(options: String) async throws {
        let project = try TestProject.write(weights: 1000)
        let directory = try FileNode.directory([:]).write(to: TemporaryDirectory.path.appending("disk"))
        let disk = try SmallDisk(at: directory, options: options)
        let references = directory.appending("references.json").string
        let output = try await Program.run(["publish", "--references", references], in: project.directory)
        #expect(output.status == 1)
        #expect(output.standardError.hasPrefix("error: "))
        #expect(output.standardError.contains(directory.string), "\(output.standardError)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.string) == [])
        disk.unmount()
        #expect(try await Program.run(["publish", "--references", references], in: project.directory).status == 0)
    }

    @Test func referencesInADirectoryThatIsNotThereAreAnError() async throws {
        let project = try TestProject.write(weights: 1000)
        let output = try await Program.run(["publish", "--references", "none/r.json"], in: project.directory)
        #expect(output.status == 1)
        #expect(output.standardError.contains("none"))
        #expect(!FileManager.default.fileExists(atPath: project.directory.appending("none").string))
    }

    @Test(arguments: ["", "{", "[]", "{}", #"{"schema":"sageassets/references/v9","assets":{}}"#, "<<<<<<< HEAD\n{}"])
    func brokenReferencesAreLeftAndTheErrorSaysHowToMend(text: String) async throws {
        let project = try TestProject.write(weights: 1000)
        try FileNode.file(Array(text.utf8)).write(to: project.directory.appending("sageassets.references.json"))
        for command in [["publish"], ["synth"], ["fingerprint", "--check"]] {
            let output = try await Program.run(command, in: project.directory)
            #expect(output.status == 1, "\(command)")
            #expect(output.standardError.contains("sageassets.references.json"))
            #expect(output.standardError.contains("hint: "), "\(output.standardError)")
            #expect(output.standardError.contains("error: "))
        }
        #expect(project.references == text)
    }

    /// The file never is the same for as long as it takes to read it.
    @Test(arguments: [Place.local] + S3Server.present("ministack").map(Place.init))
    func aFileThatChangesAllTheTimeIsNeverReferenced(place: Place) async throws {
        let placed = try await place.makeWeights(byteCount: 30 << 20)
        let file = placed.project.directory.appending("artifacts/weights/model.bin")
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
        let result: Result<Published, any Error>
        do { result = .success(try await placed.publish()) } catch { result = .failure(error) }
        isDone.value.store(true, ordering: .relaxed)
        writer.sync {}
        let published = try result.get()
        try await expectChange(published, placed)
    }

    /// The file is the same until its address is known.
    @Test(arguments: S3Server.present("ministack", "juicefs"), ["append", "flip", "truncate", "remove"])
    func aFileThatChangesAfterItsAddressIsKnownIsNeverReferenced(server: S3Server, change: String) async throws {
        let placed = try await Place(server: server).makeWeights(byteCount: 120 << 20)
        let file = placed.project.directory.appending("artifacts/weights/model.bin")
        let gate = try await Gate(before: server, closing: .beforeRequest("^POST .*uploads"))
        let program = try placed.start(environment: ["AWS_ENDPOINT_URL_S3": gate.endpoint])
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
        let published = try Published(try await program.end())
        if change == "remove" {
            // An open file stays what it was; what matters is that the right bytes are referenced.
            #expect(published.status == 0 || published.status == 1)
            #expect((published.status == 0) == (placed.project.references != nil))
        } else {
            try await expectChange(published, placed)
        }
    }

    private func expectChange(_ published: Published, _ placed: PlacedProject) async throws {
        #expect(published.status == 1)
        #expect(published.errorLines.count == 1, "\(published.standardError)")
        #expect(published.standardError.contains("model.bin' changed"), "\(published.standardError)")
        #expect(placed.project.references == nil)
        #expect(try await placed.contents() == [:])
        #expect(try await placed.openUploads() == [])
    }
}

/// Says to another thread that it may end.
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
