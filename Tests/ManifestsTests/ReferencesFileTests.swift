import Assets
import Foundation
import Glibc
import Hashing
import Manifests
import SystemPackage
import Testing
import TestSupport

/// The references file: the same on every machine.
@Suite(.temporaryDirectory) struct ReferencesFileTests {
    private static let digest = ReferencesTests.digest

    private func write(_ text: String, to path: String) throws -> ReferencesFile {
        let path = TemporaryDirectory.path.appending(path)
        try FileNode.file(Array(text.utf8)).write(to: path)
        return ReferencesFile(path)
    }

    private func text(of file: ReferencesFile) throws -> String {
        try String(contentsOfFile: file.path.string, encoding: .utf8)
    }

    private func uri(of directory: FilePath) -> String {
        URL(filePath: directory.string, directoryHint: .notDirectory).absoluteString
    }

    /// A file that was replaced has another inode.
    private func identity(of file: ReferencesFile) throws -> [String] {
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path.string)
        return ["\(attributes[.systemFileNumber] ?? "")", "\(attributes[.modificationDate] ?? "")"]
    }

    private func references(store: String) throws -> References {
        var references = References()
        let reference = try MergingTests.reference("1", store: store)
        references.update(reference, of: AssetKey("a"), at: "local")
        return references
    }

    @Test func anotherPublisherOfTheDirectoryIsWaitedFor() throws {
        let file = try write(References().text, to: "r.json")
        let descriptor = open(TemporaryDirectory.path.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        try #require(descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        // On a thread of its own: `update` blocks this one, and with it perhaps all that tasks have.
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: 0.15)
            close(descriptor)
        }
        let start = ContinuousClock.now
        let changed = try references(store: "s3://b")
        try file.update { $0 = changed }
        #expect(ContinuousClock.now - start > .milliseconds(100))
        #expect(try file.read() == changed)
    }

    @Test(arguments: [
        ("project/store", "project/r.json", "store"),
        ("project/.sageassets/store", "project/r.json", ".sageassets/store"),
        ("store", "project/r.json", "../store"),
        ("project/store", "other/deep/r.json", "../../project/store"),
        ("project/my store", "project/r.json", "my%20store"),
        ("project/a:b", "project/r.json", "./a:b"),
    ])
    func localURIsAreRelativeToTheFile(store: String, path: String, uri: String) throws {
        let file = try write("{\"assets\":{},\"schema\":\"sageassets/references/v2\"}", to: path)
        let absolute = self.uri(of: TemporaryDirectory.path.appending(store))
        let written = try references(store: absolute)
        try file.update { $0 = written }
        let address = String(repeating: "1", count: 64)
        #expect(try text(of: file).contains("\"uri\": \"\(uri)/\(address).tar.gz\""))
        #expect(try file.read() == written)
    }

    @Test func absoluteStoreOfTheManifestKeepsItsURI() throws {
        let path = TemporaryDirectory.path.appending("r.json")
        let store = TemporaryDirectory.path.appending("shared")
        let file = ReferencesFile(path, absoluteStores: [store])
        let written = try references(store: uri(of: store))
        try file.update { $0 = written }
        #expect(try text(of: file).contains("\"uri\": \"\(uri(of: store))/"))
        #expect(try file.read() == written)
    }

    /// The name of a registry could be the beginning of a relative path.
    @Test func imagesOfRegistriesAreNotFiles() throws {
        let file = try write(ReferencesTests.text, to: "r.json")
        let scorer = try #require(try file.read().assets[AssetKey("containers/scorer")]?.destinations["staging"])
        let registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
        #expect(scorer.image?.uri == "\(registry)/ml-images@sha256:\(ReferencesTests.digest)")
    }

    @Test func unchangedFileIsNotWritten() throws {
        let file = try write(ReferencesTests.text, to: "r.json")
        let before = try identity(of: file)
        try file.update { _ in }
        #expect(try identity(of: file) == before)
        #expect(try text(of: file) == ReferencesTests.text)
    }

    @Test func noFileIsWrittenForNoReferences() throws {
        let file = ReferencesFile(TemporaryDirectory.path.appending("r.json"))
        try file.update { _ in }
        #expect(!file.exists)
    }

    /// Version 1 had one address for all destinations, and absolute URIs.
    @Test func firstVersionIsWrittenAsTheSecond() throws {
        let entry = { (store: String) in
            "{\"modelData\":{\"sha256\":\"\(Self.digest)\",\"size\":99,\"uri\":\"\(store)/\(Self.digest).tar.gz\"}}"
        }
        let destinations = "\"local\":\(entry("file:///home/alice/p/.sageassets/store")),\"prod\":\(entry("s3://b/p"))"
        let file = try write(
            """
            {"assets":{"a":{"address":"\(Self.digest)","destinations":{\(destinations)},"kind":"modelData"}},
            "schema":"sageassets/references/v1"}
            """,
            to: "bob/project/r.json"
        )
        let read = try file.read()
        for name in ["local", "prod"] { #expect(read[AssetKey("a"), name]?.address.description == Self.digest) }
        try file.update { _ in }
        let written = try text(of: file)
        #expect(written.contains("\"schema\": \"sageassets/references/v2\""))
        #expect(written.contains("\"uri\": \".sageassets/store/\(Self.digest).tar.gz\""))
        #expect(!written.contains("alice"))
        #expect(try file.read() == read)
    }

    @Test(arguments: [".", "none"])
    func fileThatCannotBeWrittenIsAnError(path: String) throws {
        let path = TemporaryDirectory.path.appending(path == "." ? "" : "none/r.json")
        #expect(throws: (any Error).self) { try ReferencesFile(path).checkWritable() }
    }

    @Test func checkLeavesNothingBehind() throws {
        let file = ReferencesFile(TemporaryDirectory.path.appending("project/r.json"))
        try FileNode.directory([:]).write(to: TemporaryDirectory.path.appending("project"))
        try file.checkWritable()
        #expect(try FileManager.default.contentsOfDirectory(atPath: file.directory.string) == [])
    }
}
