import Foundation
import Glibc
import SystemPackage
import Testing
import TestSupport

/// Named pipes in the place of files that the program reads or writes: nothing waits for a writer.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct SpecialFileTests {
    private static let error = "it is a named pipe, not a regular file"

    private func makePipe(_ path: FilePath) throws {
        try FileManager.default.createDirectory(
            atPath: path.removingLastComponent().string,
            withIntermediateDirectories: true
        )
        try? FileManager.default.removeItem(atPath: path.string)
        try #require(mkfifo(path.string, 0o644) == 0)
    }

    @Test(arguments: ["sageassets.yaml", "sageassets.references.json", "containers/scorer/.dockerignore"])
    func pipeInThePlaceOfAnInputIsNamed(name: String) async throws {
        let project = try TestProject.write(weights: 1000)
        try makePipe(project.directory.appending(name))
        let output = try await Program.run(["publish", "--images", "context"], in: project.directory)
        #expect(output.status == 1)
        #expect(output.standardError.contains("\(name)': \(Self.error)"), "\(output.standardError)")
        #expect(output.standardError.contains("hint: "), "\(output.standardError)")
    }

    @Test(arguments: [["fingerprint"], ["lint"], ["bundle", "-o", "x"]])
    func pipeInThePlaceOfAnAssetIsNamed(command: [String]) async throws {
        try makePipe(TemporaryDirectory.path.appending("pipe"))
        let output = try await Program.run(command + ["pipe"], in: TemporaryDirectory.path)
        #expect(output.status == 1)
        #expect(output.standardError.contains("'pipe' is a named pipe, neither"), "\(output.standardError)")
    }

    @Test func filesOfTheProgramAreNotLinted() async throws {
        let project = try TestProject.writeWeights(byteCount: 1000)
        #expect(try await Program.run(["publish", "--images", "context"], in: project.directory).status == 0)
        let output = try await Program.run(["lint", "."], in: project.directory)
        #expect(output.standardOutput.hasPrefix(".: 4 names"), "\(output.standardOutput)")
    }

    @Test(arguments: [".index.json", ".tar.gz"])
    func pipeInThePlaceOfAnObjectIsNamed(suffix: String) async throws {
        let workspace = try await StoreUnderTest.local.makeWeights(byteCount: 1000)
        #expect(try await workspace.publish().status == 0)
        let name = try #require(workspace.project.storedNames.first { $0.hasSuffix(suffix) })
        try makePipe(workspace.project.store.appending(name))
        let published = try await workspace.publish()
        #expect(published.status == 1)
        #expect(published.standardError.contains("\(name)': \(Self.error)"), "\(published.standardError)")
    }

    @Test func pipesBesideObjectsAreLeftAlone() async throws {
        let workspace = try await StoreUnderTest.local.makeWeights(byteCount: 1000)
        let store = workspace.project.store
        let names = [".sageassets-0123456789abcdef", "\(String(repeating: "a", count: 64)).index.json"]
        for name in names { try makePipe(store.appending(name)) }
        let published = try await workspace.publish()
        #expect(published.status == 0, "\(published.standardError)")
        for name in names {
            var status = stat()
            #expect(lstat(store.appending(name).string, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
        }
    }

    @Test func pipeInThePlaceOfACacheFileIsReplaced() async throws {
        let workspace = try await StoreUnderTest.local.makeWeights(byteCount: 1000)
        let cache = TemporaryDirectory.path.appending("cache")
        let environment = ["XDG_CACHE_HOME": cache.string]
        // Stamps are reliable only if they are older than the run.
        try await Task.sleep(for: .seconds(3))
        #expect(try await workspace.publish(environment: environment).status == 0)
        let directory = cache.appending("sageassets")
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.string)
        try #require(!names.isEmpty)
        for name in names { try makePipe(directory.appending(name)) }
        let published = try await workspace.publish(environment: environment)
        #expect(published.status == 0, "\(published.standardError)")
        for name in names {
            var status = stat()
            #expect(lstat(directory.appending(name).string, &status) == 0 && status.st_mode & S_IFMT == S_IFREG)
        }
    }

    @Test(arguments: ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])
    func pipeInThePlaceOfAnAWSFileIsNamed(variable: String) async throws {
        let destination = TestProject.destination(bucket: "acme-bucket")
        let project = try TestProject.writeWeights(destinations: destination, byteCount: 1000)
        let path = TemporaryDirectory.path.appending("aws")
        try makePipe(path)
        let output = try await Program.run(
            ["publish", "--images", "context"],
            in: project.directory,
            environment: [variable: path.string]
        )
        #expect(output.status == 1)
        #expect(output.standardError.contains(Self.error), "\(output.standardError)")
    }
}
