import Basics
import Glibc
import Hashing
import Stores
import SystemPackage
import Testing
import TestSupport

/// Other kinds of files in the place of objects, and files that grow.
@Suite(.temporaryDirectory, .hangLimit) struct LocalStoreTests {
    private static let kinds = ["a named pipe", "a symbolic link", "a directory"]

    private var store: LocalStore { LocalStore(TemporaryDirectory.path.appending("store")) }

    private func write(_ kind: String, as key: String) throws {
        let path = store.path(key)
        try FileNode.directory(["target": "x"]).write(to: path.removingLastComponent())
        switch kind {
        case "a named pipe": try #require(mkfifo(path.string, 0o644) == 0)
        case "a symbolic link": try FileNode.link("target").write(to: path)
        default: try FileNode.directory([:]).write(to: path)
        }
    }

    @Test(arguments: kinds)
    func otherFileInThePlaceOfAnObjectIsNamed(kind: String) async throws {
        try write(kind, as: "object")
        let read = await #expect(throws: FileError.self) { try await store.read("object", range: nil, limit: 100) }
        #expect(read?.message == "cannot read '\(store.path("object"))': it is \(kind), not a regular file")
        let metadata = await #expect(throws: FileError.self) { try await store.metadata(of: "object") }
        #expect(metadata?.message == read?.message)
    }

    @Test(arguments: kinds)
    func otherFilesAreNotListed(kind: String) async throws {
        try write(kind, as: "object")
        #expect(try await store.list("", isRecursive: false, after: nil).objects.map(\.key) == ["target"])
    }

    @Test func namedPipeIsNoBaseOfACopy() async throws {
        try write("a named pipe", as: "object")
        let metadata = ObjectMetadata(byteCount: 1, checksum: .fullObject(SHA256.hash("x")))
        #expect(try await store.copy("object", metadata, partSize: 1 << 20, to: "copy") == nil)
    }

    @Test func growingObjectIsReadUpToItsSize() async throws {
        _ = try await store.put(Array("abc".utf8), to: "object", sha256: SHA256.hash("abc"))
        let file = try FileDescriptor.open(store.path("object"), .writeOnly, options: .append)
        defer { try? file.close() }
        try file.writeAll(Array("more".utf8))
        let expected = IndexedObject(byteCount: 3, sha256: SHA256.hash("abc"))
        await #expect(throws: StoreError.self) { try await store.verify("object", expected) }
        #expect(try await store.read("object", range: 0..<3, limit: 3)?.bytes == Array("abc".utf8))
    }
}
