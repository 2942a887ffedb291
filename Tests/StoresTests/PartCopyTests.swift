import Hashing
import Stores
import Testing
import TestSupport

/// Copies of objects that are larger than a server copies with one request.
@Suite(.serialized, .enabled(if: !S3Server.present.isEmpty, S3Server.absence), .hangLimit)
struct PartCopyTests {
    private static let partSize = 5 << 20

    /// A store that copies objects above a part's size in parts.
    private func makeStore(on server: S3Server) async throws -> TestStore {
        let prefix = try await server.makePrefix()
        let store = S3Store(try server.client(), prefix: prefix, copyByteLimit: Int64(Self.partSize))
        return TestStore(
            store: store,
            capabilities: server.capabilities,
            location: .bucket(server, prefix: prefix)
        )
    }

    @Test(arguments: S3Server.present)
    func largeObjectIsCopiedInParts(server: S3Server) async throws {
        let (test, bytes) = (try await makeStore(on: server), TestProject.random(2 * Self.partSize + 1000))
        let digest = SHA256.hash(bytes.span.bytes)
        _ = try await test.store.put(bytes, to: "a", sha256: digest)
        let object = try #require(try await test.store.metadata(of: "a"))
        guard case .written(let copy) = try await test.store.copy("a", object, partSize: Self.partSize, to: "b") else {
            Issue.record("the object is not copied")
            return
        }
        #expect(copy.byteCount == bytes.count)
        #expect(try await test.contents()["b"] == FoundObject(sha256: digest.description, size: bytes.count))
        let second = try await test.store.copy("a", object, partSize: Self.partSize, to: "b")
        #expect((second == .exists) == server.capabilities.hasConditionalWrites)
        // Neither upload is left open.
        #expect(try await test.location.openUploads() == [])
    }

    @Test(arguments: S3Server.present)
    func missingSourceIsNotCopied(server: S3Server) async throws {
        let test = try await makeStore(on: server)
        let object = ObjectMetadata(byteCount: Int64(2 * Self.partSize), etag: "\"0123456789abcdef0123456789abcdef\"")
        #expect(try await test.store.copy("missing", object, partSize: Self.partSize, to: "b") == nil)
        #expect(try await test.contents() == [:])
    }
}
