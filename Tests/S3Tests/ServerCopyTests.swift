import Basics
import Hashing
import Objects
import S3
import Testing
import TestSupport

/// Copies and listings on each test server.
@Suite(.enabled(if: !S3Server.present.isEmpty, S3Server.absence))
struct ServerCopyTests {
    /// Writes an object and returns its ETag.
    private func put(_ bytes: [UInt8], _ key: String, _ client: S3Client) async throws -> String {
        let digest = SHA256.hash(bytes.span.bytes)
        _ = try await client.put(bytes, key: key, sha256: digest, onlyIfAbsent: false)
        let object = try #require(try await client.head(key))
        return try #require(object.etag)
    }

    @Test(arguments: S3Server.present)
    func partsAreCopied(server: S3Server) async throws {
        let (client, prefix) = (try server.client(), try await server.makePrefix())
        let bytes = (0..<12_000_000).map { UInt8(truncatingIfNeeded: ($0 / 1000) &* 7 &+ $0) }
        let etag = try await put(bytes, prefix + "a b+ü", client)
        let upload = try await client.createMultipartUpload(prefix + "copy")
        let ranges = stride(from: 0, to: bytes.count, by: 5 << 20).map { $0..<min($0 + (5 << 20), bytes.count) }
        var parts: [UploadedPart] = []
        for (index, range) in ranges.enumerated() {
            let source = prefix + "a b+ü"
            let bytes = Int64(range.lowerBound)..<Int64(range.upperBound)
            let part = try await client.copyPart(source, etag: etag, range: bytes, to: upload, number: index + 1)
            parts.append(try #require(part))
        }
        _ = try await client.completeMultipartUpload(upload, parts: parts, onlyIfAbsent: true)
        let copy = try #require(try await client.get(prefix + "copy", limit: bytes.count))
        #expect(SHA256.hash(copy.bytes.span.bytes) == SHA256.hash(bytes.span.bytes))
        for (part, range) in zip(parts, ranges) where part.sha256 != nil {
            #expect(part.sha256 == SHA256.hash(Array(bytes[range]).span.bytes))
        }
    }

    @Test(arguments: S3Server.present)
    func missingOrReplacedSourceIsNotCopied(server: S3Server) async throws {
        let (client, prefix) = (try server.client(), try await server.makePrefix())
        let etag = try await put([1], prefix + "a", client)
        // Times have whole seconds.
        if !etag.hasPrefix("\"") { try await Task.sleep(for: .seconds(2)) }
        #expect(try await put([2], prefix + "a", client) != etag)
        let upload = try await client.createMultipartUpload(prefix + "copy")
        let part = try await client.copyPart(prefix + "a", etag: etag, range: 0..<1, to: upload, number: 1)
        let gone = try await client.copyPart(prefix + "gone", etag: etag, range: 0..<1, to: upload, number: 1)
        try await client.abortMultipartUpload(upload)
        #expect(part == nil)
        #expect(gone == nil)
    }

    @Test(arguments: S3Server.present)
    func emptyPrefixHasNoObjects(server: S3Server) async throws {
        #expect(try await server.client().list(try await server.makePrefix()) == [])
    }
}
