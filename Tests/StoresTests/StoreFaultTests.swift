import Basics
import Hashing
import Stores
import Testing
import TestSupport

/// Stores on a server that lies.
@Suite(.hangLimit) struct StoreFaultTests {
    /// An object that grows to a TiB between two looks.
    @Test(arguments: [nil, BundleIndex.Multipart(parts: [.init(byteCount: 3, sha256: SHA256.hash("abc"))])])
    func objectOfAnotherSizeIsNotRead(multipart: BundleIndex.Multipart?) async throws {
        let server = try FaultServer.shared()
        let looks: JSON = [["method": "HEAD"], ["method": "HEAD", "headers": ["Content-Length": "1099511627776"]]]
        let (store, bucket) = try await server.makeStore(["checksums": false, "script": looks])
        _ = try await store.put(Array("abc".utf8), to: "k", sha256: SHA256.hash("abc"))
        let object = try #require(try await store.metadata(of: "k"))
        let expected = ExpectedObject(byteCount: 3, sha256: SHA256.hash("abc"), multipart: multipart)
        let error = await #expect(throws: StoreError.self) { try await store.verify("k", object, expected) }
        #expect(error == .objectChanged(uri: store.uri(of: "k")))
        #expect(try await server.log(of: bucket).map(\.method) == ["PUT", "HEAD", "HEAD"])
        // Once it is the object again, it is verified.
        try await store.verify("k", object, expected)
    }
}
