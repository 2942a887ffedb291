import Basics
import Foundation
import Hashing
import Objects
import S3
import Testing

/// The contract of every server about copies and listings.
@Suite(.enabled(if: !TestServer.present.isEmpty, "no SAGEASSETS_TEST_S3_<NAME> is set"))
struct ServerCopyTests {
    private let prefix = "\(UUID().uuidString.lowercased())/"

    /// Writes an object and returns its etag.
    private func put(_ bytes: [UInt8], _ key: String, _ client: S3Client) async throws -> String {
        let digest = SHA256.hash(bytes.span.bytes)
        _ = try await client.put(bytes, key: prefix + key, sha256: digest, onlyIfAbsent: false)
        let object = try #require(try await client.head(prefix + key))
        return try #require(object.etag)
    }

    @Test(arguments: TestServer.present)
    func partsAreCopied(server: TestServer) async throws {
        let client = try await server.client()
        let bytes = (0..<12_000_000).map { UInt8(truncatingIfNeeded: ($0 / 1000) &* 7 &+ $0) }
        let etag = try await put(bytes, "a b+ü", client)
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

    @Test(arguments: TestServer.present)
    func missingOrReplacedSourceIsNotCopied(server: TestServer) async throws {
        let client = try await server.client()
        let etag = try await put([1], "a", client)
        // Times are told in seconds.
        if !etag.hasPrefix("\"") { try await Task.sleep(for: .seconds(2)) }
        #expect(try await put([2], "a", client) != etag)
        let upload = try await client.createMultipartUpload(prefix + "copy")
        let part = try await client.copyPart(prefix + "a", etag: etag, range: 0..<1, to: upload, number: 1)
        let gone = try await client.copyPart(prefix + "gone", etag: etag, range: 0..<1, to: upload, number: 1)
        try await client.abortMultipartUpload(upload)
        #expect(part == nil)
        #expect(gone == nil)
    }

    @Test(arguments: TestServer.present)
    func emptyListing(server: TestServer) async throws {
        #expect(try await server.client().list(prefix) == [])
    }
}
