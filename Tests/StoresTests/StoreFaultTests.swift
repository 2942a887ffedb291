import Assets
import Basics
import Hashing
import Stores
import Testing
import TestSupport

/// Stores on a server that lies.
@Suite(.hangLimit) struct StoreFaultTests {
    /// An object that grows to a TiB between two looks.
    @Test(arguments: [nil, ObjectParts(parts: [.init(byteCount: 3, sha256: SHA256.hash("abc"))])])
    func objectOfAnotherSizeIsNotRead(multipart: ObjectParts?) async throws {
        let server = try FaultServer.shared()
        let looks: JSON = [["method": "HEAD"], ["method": "HEAD", "headers": ["Content-Length": "1099511627776"]]]
        let (store, bucket) = try await server.makeStore(["checksums": false, "script": looks])
        _ = try await store.put(Array("abc".utf8), to: "k", sha256: SHA256.hash("abc"))
        let object = try #require(try await store.metadata(of: "k"))
        let expected = IndexedObject(byteCount: 3, sha256: SHA256.hash("abc"), multipart: multipart)
        let error = await #expect(throws: StoreError.self) { try await store.verify("k", object, expected) }
        #expect(error == .objectChanged(uri: store.uri(of: "k")))
        #expect(try await server.log(of: bucket).map(\.method) == ["PUT", "HEAD", "HEAD"])
        // Once it is the object again, it is verified.
        try await store.verify("k", object, expected)
    }

    /// A server that says that it has written an index and has not.
    @Test(arguments: [(1, true), (40, false)])
    func indexThatIsNotThereIsWrittenAgain(count: Int, isWritten: Bool) async throws {
        let server = try FaultServer.shared()
        let lie: JSON = ["method": "PUT", "status": 200, "body": ""]
        let script = JSON.array(Array(repeating: lie, count: count))
        let (store, bucket) = try await server.makeStore(["checksums": false, "script": script])
        let address = SHA256.hash("abc")
        let asset = IndexRepository.Asset(address: address, treeAddress: nil, mayHavePrefix: false)
        let index = AssetIndex(bundle: BundleIndex(file: address, byteCount: 3, multipart: nil, creator: "test"))
        let indexes = IndexRepository(store)
        guard isWritten else {
            await #expect(throws: StoreError.self) { try await indexes.add(index, to: asset) }
            return
        }
        try await indexes.add(index, to: asset)
        #expect(try await indexes.index(of: asset) == index)
        // What a server that returns checksums has written is not looked at.
        #expect(try await server.log(of: bucket).map(\.method) == ["GET", "PUT", "HEAD", "GET", "PUT", "HEAD", "GET"])
        let (keeping, other) = try await server.makeStore()
        try await IndexRepository(keeping).add(index, to: asset)
        #expect(try await server.log(of: other).map(\.method) == ["GET", "PUT"])
    }

    /// An error document in a response of success is an error of the server where an index is expected, and nowhere else.
    @Test func errorInPlaceOfIndexIsRetried() async throws {
        let server = try FaultServer.shared()
        let text = "<?xml version=\"1.0\"?>\n<Error><Code>InternalError</Code></Error>"
        let fault: JSON = ["method": "GET", "status": 200, "body": .string(text)]
        let (store, bucket) = try await server.makeStore(["script": [fault, fault]])
        let keys = ObjectKeys(SHA256.hash("abc"))
        _ = try await store.put(Array("{}".utf8), to: keys.index, sha256: SHA256.hash("{}"))
        #expect(try await store.read(keys.index, limit: 100) == Array("{}".utf8))
        #expect(try await server.log(of: bucket).map(\.method) == ["PUT", "GET", "GET", "GET"])
        let bytes = Array(text.utf8)
        for key in [keys.file(named: "a.xml"), keys.member("a.index.json")] {
            _ = try await store.put(bytes, to: key, sha256: SHA256.hash(bytes.span.bytes))
            #expect(try await store.read(key, limit: 100) == bytes)
        }
    }

    /// The page of a proxy is no reason to delete an index.
    @Test(arguments: ["<html>Welcome</html>", "", "{}"])
    func pageInPlaceOfIndexIsReported(text: String) async throws {
        let server = try FaultServer.shared()
        let fault: JSON = ["status": 200, "body": .string(text)]
        let (store, _) = try await server.makeStore(["script": [fault]])
        let asset = IndexRepository.Asset(address: SHA256.hash("abc"), treeAddress: nil, mayHavePrefix: false)
        let error = await #expect(throws: StoreError.self) { try await IndexRepository(store).index(of: asset) }
        #expect(error?.hint?.hasPrefix("check that the endpoint is right") == true)
        #expect(error?.message.contains("Error") == false)
    }

    // MARK: Uploads that another run has begun

    private static let parts = (0..<4).map { TestProject.random(1000 + $0, seed: UInt64($0)) }

    /// Writes parts to an upload, and returns the numbers of those that were found.
    private func write(_ numbers: [Int], to upload: any MultipartWriter) async throws -> [Int] {
        var found: [Int] = []
        for number in numbers {
            let bytes = Self.parts[number - 1]
            let offset = Int64(Self.parts[..<(number - 1)].reduce(0) { $0 + $1.count })
            let digest = SHA256.hash(bytes.span.bytes)
            if try await upload.write(bytes, part: number, at: offset, sha256: digest) == .found {
                found.append(number)
            }
        }
        return found
    }

    /// Parts are kept or sent again one by one, whatever the server tells of them.
    @Test(
        arguments: [
            ([:], [1, 2, 3]),
            (["checksums": false], [1, 2, 3]),
            // ETags that are not the MD5 of their bytes.
            (["checksums": false, "etags": "opaque"], []),
            (["etags": "opaque"], [1, 2, 3]),
        ] as [([String: JSON], [Int])]
    )
    func partsThatCannotBeComparedAreSentAgain(settings: [String: JSON], found: [Int]) async throws {
        let server = try FaultServer.shared()
        let (store, bucket) = try await server.makeStore(settings)
        let first = try await store.beginMultipart(to: "k", resumes: true)
        #expect(try await write([1, 2, 3], to: first) == [])
        await first.end(isResumable: true)
        let second = try await store.beginMultipart(to: "k", resumes: true)
        #expect(try await write([1, 2, 3, 4], to: second) == found)
        #expect(try await second.finish().isWritten)
        let bytes = Self.parts.flatMap { $0 }
        #expect(try await store.read("k", limit: bytes.count) == bytes)
        // The same upload was completed, and the one that was created meanwhile is aborted.
        let log = try await server.log(of: bucket)
        #expect(log.count { $0.method == "POST" && $0.query == "uploads" } == 2)
        #expect(log.count { $0.method == "DELETE" } == 1)
    }

    /// Another run may complete an upload between two parts; servers have two codes for that.
    @Test(arguments: ["NoSuchUpload", "NoSuchKey"])
    func uploadThatIsGoneWasCompletedByAnotherRun(code: String) async throws {
        let fault: JSON = ["status": 404, "code": .string(code), "query": "partNumber=3"]
        let (store, _) = try await FaultServer.shared().makeStore(["script": [fault]])
        let first = try await store.beginMultipart(to: "k", resumes: true)
        #expect(try await write([1, 2], to: first) == [])
        let second = try await store.beginMultipart(to: "k", resumes: true)
        #expect(try await write([1, 2], to: second) == [1, 2])
        #expect(try await first.finish().isWritten)
        #expect(try await write([3], to: second) == [3])
        #expect(try await second.finish() == .exists)
    }

    /// The upload with the most bytes is resumed, whichever parts it has.
    @Test(
        arguments: [
            // A run that was killed before its first part had arrived.
            ([[2, 3]], [2, 3]), ([[4]], [4]),
            ([[1], [2, 3, 4]], [2, 3, 4]), ([[2, 3], [1]], [2, 3]),
            // The parts grow with their numbers.
            ([[1], [2]], [2]), ([[], [1]], [1]), ([[]], []),
        ] as [([[Int]], [Int])]
    )
    func mostBytesAreResumed(uploads: [[Int]], found: [Int]) async throws {
        let (store, _) = try await FaultServer.shared().makeStore()
        // None of them is the continuation of another one.
        for numbers in uploads {
            let upload = try await store.beginMultipart(to: "k", resumes: false)
            #expect(try await write(numbers, to: upload) == [])
            await upload.end(isResumable: true)
        }
        let resumed = try await store.beginMultipart(to: "k", resumes: true)
        #expect(try await write([1, 2, 3, 4], to: resumed) == found)
        #expect(try await resumed.finish().isWritten)
        let bytes = Self.parts.flatMap { $0 }
        #expect(try await store.read("k", limit: bytes.count) == bytes)
    }

    /// Content that takes some time to read leaves it for connections, once in a run.
    @Test func connectionsAreOpenedWhileReading() async throws {
        let server = try FaultServer.shared()
        // Whoever is answered gives its connection to the next one; these wait until they are cancelled.
        let slow: JSON = ["method": "HEAD", "stall": 100]
        let (store, bucket) = try await server.makeStore(["script": [slow, slow, slow]])
        let connections = EarlyConnections(to: [store], count: 3)
        let log = { try await server.log(of: bucket).filter { $0.method == "HEAD" } }
        try await connections.opening(whileReading: 1 << 20) {}
        #expect(try await log().isEmpty)
        try await connections.opening(whileReading: 1 << 40) {
            while try await log().count < 3 { try await Task.sleep(for: .milliseconds(10)) }
        }
        try await connections.opening(whileReading: 1 << 40) { try await Task.sleep(for: .milliseconds(200)) }
        #expect(try await log().count == 3)
        #expect(Set(try await log().map(\.connection)).count == 3)
    }

    private static let day = 86_400

    /// An upload that nobody has resumed for a week is aborted when the same object is published.
    @Test(
        arguments: [
            (["age": .integer(8 * day)], true),
            (["age": .integer(6 * day)], false),
            // Somebody has resumed it.
            (["age": .integer(8 * day), "partAge": .integer(6 * day)], false),
        ] as [([String: JSON], Bool)]
    )
    func staleUploadIsAborted(settings: [String: JSON], isStale: Bool) async throws {
        let server = try FaultServer.shared()
        let (store, bucket) = try await server.makeStore(settings)
        // Of those that are aborted, one was created while the others were looked for.
        func abortedCount() async throws -> Int { try await server.log(of: bucket).count { $0.method == "DELETE" } }
        let first = try await store.beginMultipart(to: "k", resumes: true)
        _ = try await write([1], to: first)
        await first.end(isResumable: true)
        // The one that is resumed is in use, however old it is.
        let second = try await store.beginMultipart(to: "k", resumes: true)
        #expect(try await write([1], to: second) == [1])
        await second.end(isResumable: true)
        #expect(try await abortedCount() == 1)
        let third = try await store.beginMultipart(to: "k", resumes: false)
        #expect(try await abortedCount() == (isStale ? 2 : 1))
        _ = try await write([1], to: third)
        _ = try await third.finish()
        // What is not stale is of no use once the object is complete.
        #expect(try await abortedCount() == 2)
    }
}
