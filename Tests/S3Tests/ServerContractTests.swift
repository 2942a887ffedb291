import Basics
import Hashing
import HTTP
import Objects
import S3
import Testing
import TestSupport

private func digest(of bytes: [UInt8]) -> SHA256Digest { SHA256.hash(bytes.span.bytes) }

/// The behaviour of S3 that the client relies on, on each test server.
@Suite(.enabled(if: !S3Server.present.isEmpty, S3Server.absence))
struct ServerContractTests {
    private func makeKey(_ server: S3Server, _ name: String = "k") async throws -> String {
        try await server.makePrefix() + name
    }

    @Test(arguments: S3Server.present)
    func writtenObjectIsReadBack(server: S3Server) async throws {
        let (client, key) = (try server.client(), try await makeKey(server))
        #expect(try await client.head(key) == nil)
        #expect(try await client.get(key, limit: 100) == nil)
        let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let digest = SHA256.hash(bytes.span.bytes)
        let outcome = try await client.put(bytes, key: key, sha256: digest, onlyIfAbsent: true)
        #expect(outcome != .exists)
        let object = try #require(try await client.head(key))
        #expect(object.byteCount == bytes.count)
        #expect(object.checksum == (server.capabilities.keepsChecksums ? .fullObject(digest) : nil))
        #expect(try await client.get(key, limit: bytes.count)?.bytes == bytes)
        let range = try await client.get(key, range: 10..<20, limit: 10)
        #expect(range?.bytes == Array(bytes[10..<20]))
        #expect(range?.metadata.byteCount == 1_000_000)
    }

    @Test(arguments: S3Server.present)
    func emptyObjectExists(server: S3Server) async throws {
        let (client, key) = (try server.client(), try await makeKey(server))
        let outcome = try await client.put([], key: key, sha256: SHA256.hash(""), onlyIfAbsent: false)
        #expect(outcome != .exists)
        #expect(try await client.head(key)?.byteCount == 0)
        #expect(try await client.get(key, limit: 0)?.bytes == [])
    }

    @Test(arguments: S3Server.present)
    func conditionalWriteKeepsExistingObject(server: S3Server) async throws {
        let (client, key) = (try server.client(), try await makeKey(server))
        _ = try await client.put([1], key: key, sha256: digest(of: [1]), onlyIfAbsent: true)
        let second = try await client.put([2], key: key, sha256: digest(of: [2]), onlyIfAbsent: true)
        #expect((second == .exists) == server.capabilities.hasConditionalWrites)
        #expect(try await client.get(key, limit: 1)?.bytes == (server.capabilities.hasConditionalWrites ? [1] : [2]))
    }

    @Test(arguments: S3Server.present)
    func multipartUploadCreatesObject(server: S3Server) async throws {
        let (client, key) = (try server.client(), try await makeKey(server))
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
        #expect(object.checksum == (server.capabilities.keepsChecksums ? parts.compositeChecksum : nil))
        let whole = try await client.get(key, limit: Int(object.byteCount))
        // Digests: comparing 10 MiB element by element takes seconds without optimisation.
        #expect(digest(of: whole?.bytes ?? []) == digest(of: contents.reduce(into: [], +=)))
        let second = try await upload(onlyIfAbsent: true)
        #expect((second.outcome == .exists) == server.capabilities.hasConditionalWrites)
    }

    @Test(arguments: S3Server.present)
    func multipartUploadIsAborted(server: S3Server) async throws {
        let (client, key) = (try server.client(), try await makeKey(server))
        let upload = try await client.createMultipartUpload(key)
        _ = try await client.uploadPart(upload, number: 1, bytes: [1], sha256: digest(of: [1]))
        try await client.abortMultipartUpload(upload)
        #expect(try await client.head(key) == nil)
        await #expect(throws: S3Error.self) {
            try await client.uploadPart(upload, number: 1, bytes: [1], sha256: digest(of: [1]))
        }
    }

    @Test(arguments: S3Server.present)
    func wrongSecretIsReported(server: S3Server) async throws {
        let (client, key) = (try server.client(secret: "wrong"), try await makeKey(server))
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

    @Test(arguments: S3Server.present.filter(\.checksRegion))
    func wrongRegionIsReported(server: S3Server) async throws {
        let (client, key) = (try server.client(region: "eu-west-1"), try await makeKey(server))
        let error = await #expect(throws: S3Error.self) { try await client.head(key) }
        #expect(error?.message.contains("AuthorizationHeaderMalformed") == true, "\(error?.message ?? "")")
        #expect(error?.hint?.contains("region") == true)
    }

    @Test(arguments: S3Server.present)
    func digestMismatchIsRejected(server: S3Server) async throws {
        let (client, key) = (try server.client(), try await makeKey(server))
        await #expect(throws: S3Error.self) {
            try await client.put([1], key: key, sha256: SHA256.hash("other"), onlyIfAbsent: false)
        }
        #expect(try await client.head(key) == nil)
    }

    @Test(
        arguments: S3Server.present,
        ["a b", "a+b", "a=b&c", "ü/ö", "%41", "a~b*c'(d)", "..a/.b", "#?;:@$,!", "\u{1F600}"]
    )
    func keysOfAllCharactersAreAccepted(server: S3Server, name: String) async throws {
        let (client, key) = (try server.client(), try await makeKey(server, name))
        let outcome = try await client.put([1], key: key, sha256: digest(of: [1]), onlyIfAbsent: true)
        #expect(outcome != .exists)
        #expect(try await client.head(key)?.byteCount == 1)
        #expect(try await client.get(key, limit: 1)?.bytes == [1])
    }
}
