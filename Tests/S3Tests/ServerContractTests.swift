import AWS
import AWSNames
import Basics
import Foundation
import Hashing
import HTTP
import Objects
import S3
import Testing

/// A real server, named by the environment: `SAGEASSETS_TEST_S3_NAME` is "ENDPOINT ACCESS_KEY SECRET_KEY".
struct TestServer: Sendable, CustomTestStringConvertible {
    /// The treatment of checksums by a server: kept, checked and forgotten, or ignored.
    enum Checksums {
        case kept, checked, ignored
    }

    let name: String
    let checksums: Checksums
    let hasConditionalPut: Bool
    let hasConditionalCompletion: Bool
    let checksRegion: Bool

    static let all = [
        TestServer("MINISTACK", .kept, hasConditionalPut: true, hasConditionalCompletion: true, checksRegion: false),
        TestServer("SWIFT", .checked, hasConditionalPut: true, hasConditionalCompletion: true, checksRegion: true),
        TestServer("SEAWEEDFS", .kept, hasConditionalPut: true, hasConditionalCompletion: true, checksRegion: false),
        TestServer("JUICEFS", .ignored, hasConditionalPut: false, hasConditionalCompletion: false, checksRegion: true),
    ]
    static let present = all.filter { $0.setting != nil }

    private init(
        _ name: String,
        _ checksums: Checksums,
        hasConditionalPut: Bool,
        hasConditionalCompletion: Bool,
        checksRegion: Bool
    ) {
        (self.name, self.checksums, self.checksRegion) = (name, checksums, checksRegion)
        (self.hasConditionalPut, self.hasConditionalCompletion) = (hasConditionalPut, hasConditionalCompletion)
    }

    var testDescription: String { name.lowercased() }

    private var setting: (endpoint: String, key: String, secret: String)? {
        let words = ProcessInfo.processInfo.environment["SAGEASSETS_TEST_S3_\(name)"]?.split(separator: " ")
        guard let words, words.count == 3 else { return nil }
        return (String(words[0]), String(words[1]), String(words[2]))
    }

    /// A client of a bucket of the tests' own, which is made if need be.
    func client(secret: String? = nil, region: String = "us-east-1") async throws -> S3Client {
        let setting = try #require(setting)
        let configuration = S3Configuration(
            bucket: try BucketName("sageassets-contract"),
            region: try Region(region),
            endpoint: try HTTPURL(setting.endpoint)
        )
        let credentials = Credentials(accessKeyID: setting.key, secretAccessKey: setting.secret)
        try await makeBucket(configuration, credentials)
        let wrong = Credentials(accessKeyID: setting.key, secretAccessKey: secret ?? setting.secret)
        return S3Client(configuration, .init(transport: testTransport, credentials: StaticCredentials(wrong)))
    }

    /// Making buckets is not the client's business.
    private func makeBucket(_ configuration: S3Configuration, _ credentials: Credentials) async throws {
        var url = configuration.url(ofKey: "")
        url.path = "/\(configuration.bucket)"
        let signer = Signer(credentials: credentials, region: try Region("us-east-1"), service: "s3")
        let request = signer.sign(HTTPRequest(.put, url), payload: .empty, at: .now)
        let response = try await testTransport.send(request, responseLimit: 1 << 16)
        try #require([200, 409].contains(response.status), "cannot make a bucket: \(response.status)")
    }
}

private let testTransport = CurlTransport()

private func digest(of bytes: [UInt8]) -> SHA256Digest { SHA256.hash(bytes.span.bytes) }

/// The contract of every server.
@Suite(.enabled(if: !TestServer.present.isEmpty, "no SAGEASSETS_TEST_S3_<NAME> is set"))
struct ServerContractTests {
    private func key(_ name: String = "k") -> String { "\(UUID().uuidString.lowercased())/\(name)" }

    @Test(arguments: TestServer.present)
    func writtenObjectIsReadBack(server: TestServer) async throws {
        let (client, key) = (try await server.client(), key())
        #expect(try await client.head(key) == nil)
        #expect(try await client.get(key, limit: 100) == nil)
        let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let digest = SHA256.hash(bytes.span.bytes)
        let outcome = try await client.put(bytes, key: key, sha256: digest, onlyIfAbsent: true)
        #expect(outcome != .exists)
        let object = try #require(try await client.head(key))
        #expect(object.byteCount == bytes.count)
        #expect(object.checksum == (server.checksums == .kept ? .fullObject(digest) : nil))
        #expect(try await client.get(key, limit: bytes.count)?.bytes == bytes)
        let range = try await client.get(key, range: 10..<20, limit: 10)
        #expect(range?.bytes == Array(bytes[10..<20]))
        #expect(range?.metadata.byteCount == 1_000_000)
    }

    @Test(arguments: TestServer.present)
    func emptyObjectExists(server: TestServer) async throws {
        let (client, key) = (try await server.client(), key())
        let outcome = try await client.put([], key: key, sha256: SHA256.hash(""), onlyIfAbsent: false)
        #expect(outcome != .exists)
        #expect(try await client.head(key)?.byteCount == 0)
        #expect(try await client.get(key, limit: 0)?.bytes == [])
    }

    @Test(arguments: TestServer.present)
    func conditionalWriteKeepsExistingObject(server: TestServer) async throws {
        let (client, key) = (try await server.client(), key())
        _ = try await client.put([1], key: key, sha256: digest(of: [1]), onlyIfAbsent: true)
        let second = try await client.put([2], key: key, sha256: digest(of: [2]), onlyIfAbsent: true)
        #expect((second == .exists) == server.hasConditionalPut)
        #expect(try await client.get(key, limit: 1)?.bytes == (server.hasConditionalPut ? [1] : [2]))
    }

    @Test(arguments: TestServer.present)
    func multipartUploadCreatesObject(server: TestServer) async throws {
        let (client, key) = (try await server.client(), key())
        let contents = [5 << 20, 5 << 20, 1000].enumerated().map { [UInt8](repeating: UInt8($0), count: $1) }
        func upload(onlyIfAbsent: Bool) async throws -> (outcome: WriteOutcome, parts: [UploadedPart]) {
            let upload = try await client.createMultipartUpload(key)
            let parts = try await Array(contents.enumerated()).boundedMap(width: 2) { index, bytes in
                let digest = SHA256.hash(bytes.span.bytes)
                return try await client.uploadPart(upload, number: index + 1, bytes: bytes, sha256: digest)
            }
            let outcome = try await client.completeMultipartUpload(upload, parts: parts, onlyIfAbsent: onlyIfAbsent)
            if outcome == .exists { try await client.abortMultipartUpload(upload) }
            return (outcome, parts)
        }
        let (outcome, parts) = try await upload(onlyIfAbsent: true)
        #expect(outcome != .exists)
        let object = try #require(try await client.head(key))
        #expect(object.byteCount == (10 << 20) + 1000)
        #expect(object.checksum == (server.checksums == .kept ? parts.compositeChecksum : nil))
        let whole = try await client.get(key, limit: Int(object.byteCount))
        // Digests: comparing 10 MiB element by element takes seconds without optimisation.
        #expect(digest(of: whole?.bytes ?? []) == digest(of: contents.reduce(into: [], +=)))
        let second = try await upload(onlyIfAbsent: true)
        #expect((second.outcome == .exists) == server.hasConditionalCompletion)
    }

    @Test(arguments: TestServer.present)
    func multipartUploadIsAborted(server: TestServer) async throws {
        let (client, key) = (try await server.client(), key())
        let upload = try await client.createMultipartUpload(key)
        _ = try await client.uploadPart(upload, number: 1, bytes: [1], sha256: digest(of: [1]))
        try await client.abortMultipartUpload(upload)
        #expect(try await client.head(key) == nil)
        await #expect(throws: S3Error.self) {
            try await client.uploadPart(upload, number: 1, bytes: [1], sha256: digest(of: [1]))
        }
    }

    @Test(arguments: TestServer.present)
    func wrongSecretIsReported(server: TestServer) async throws {
        let (client, key) = (try await server.client(secret: "wrong"), key())
        for operation in [
            { _ = try await client.head(key) },
            { _ = try await client.put([], key: key, sha256: SHA256.hash(""), onlyIfAbsent: true) },
            { _ = try await client.createMultipartUpload(key) },
        ] as [() async throws -> Void] {
            let error = await #expect(throws: S3Error.self) { try await operation() }
            #expect(error?.message.contains("SignatureDoesNotMatch") == true, "\(error?.message ?? "")")
            #expect(error?.hint?.contains("AWS_SECRET_ACCESS_KEY") == true)
        }
        #expect(client.counters.requestCount == 4)
    }

    @Test(arguments: TestServer.present.filter(\.checksRegion))
    func wrongRegionIsReported(server: TestServer) async throws {
        let client = try await server.client(region: "eu-west-1")
        let error = await #expect(throws: S3Error.self) { try await client.head(key()) }
        #expect(error?.message.contains("AuthorizationHeaderMalformed") == true, "\(error?.message ?? "")")
        #expect(error?.hint?.contains("region") == true)
    }

    @Test(arguments: TestServer.present)
    func digestMismatchIsRejected(server: TestServer) async throws {
        let (client, key) = (try await server.client(), key())
        await #expect(throws: S3Error.self) {
            try await client.put([1], key: key, sha256: SHA256.hash("other"), onlyIfAbsent: false)
        }
        #expect(try await client.head(key) == nil)
    }

    @Test(
        arguments: TestServer.present,
        ["a b", "a+b", "a=b&c", "ü/ö", "%41", "a~b*c'(d)", "..a/.b", "#?;:@$,!", "\u{1F600}"]
    )
    func keysOfAllCharactersAreAccepted(server: TestServer, name: String) async throws {
        let (client, key) = (try await server.client(), key(name))
        let outcome = try await client.put([1], key: key, sha256: digest(of: [1]), onlyIfAbsent: true)
        #expect(outcome != .exists)
        #expect(try await client.head(key)?.byteCount == 1)
        #expect(try await client.get(key, limit: 1)?.bytes == [1])
    }
}
