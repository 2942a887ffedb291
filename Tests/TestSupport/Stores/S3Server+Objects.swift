internal import Basics
internal import Foundation

/// The objects of a server as boto3 finds them.
extension S3Server {
    private static let oracle = Result {
        try LineProcess(Tool.python, [URL.ofRepository("ci/oracles/objects.py").path])
    }

    private struct Response: Decodable {
        let error: String?
        let objects: [String: FoundObject]?
        let uploads: [String]?
        let checksums: [String: String]?
        let body: Data?
    }

    /// The bucket of all tests: servers set much aside for each bucket.
    public static let bucket = "sageassets-e2e"

    /// Creates the bucket if there is none, and returns a prefix that no other test uses.
    public func makePrefix() async throws -> String {
        _ = try await request("make")
        return "e2e/\(UUID().uuidString.lowercased())/"
    }

    /// Reads the objects below a prefix; their keys are without the prefix.
    public func objects(below prefix: String) async throws -> [String: FoundObject] {
        let objects = try await request("list", prefix: prefix).objects ?? [:]
        return Dictionary(uniqueKeysWithValues: objects.map { (String($0.key.dropFirst(prefix.count)), $0.value) })
    }

    /// Returns the bytes of an object.
    public func read(_ key: String) async throws -> [UInt8] { Array(try await request("get", key: key).body ?? Data()) }

    /// Returns the checksums that the server keeps of an object, and their type, by S3's names.
    public func checksums(of key: String) async throws -> [String: String] {
        try await request("head", key: key).checksums ?? [:]
    }

    /// Writes an object, whether or not there is one.
    public func write(_ bytes: [UInt8], to key: String) async throws {
        _ = try await request("put", key: key, body: bytes)
    }

    /// Damages an object in its place.
    public func damage(_ key: String, _ damage: Damage) async throws {
        _ = try await request(damage.rawValue, key: key)
    }

    /// Deletes an object.
    public func remove(_ key: String) async throws { _ = try await request("delete", key: key) }

    /// Returns the keys of the unfinished multipart uploads below a prefix.
    public func openUploads(below prefix: String) async throws -> [String] {
        try await request("uploads", prefix: prefix).uploads ?? []
    }

    private func request(
        _ operation: String,
        key: String? = nil,
        prefix: String? = nil,
        body: [UInt8]? = nil
    ) async throws -> Response {
        let line = JSON.object(compacting: [
            "endpoint": .string(endpoint), "access": .string(accessKey), "secret": .string(secretKey),
            "do": .string(operation), "bucket": .string(Self.bucket), "key": key.map { .string($0) },
            "prefix": prefix.map { .string($0) }, "body": body.map { .string(Data($0).base64EncodedString()) },
        ])
        let text = try await Self.oracle.get().ask(line.compact)
        let response = try JSONDecoder().decode(Response.self, from: Data(text.utf8))
        if let error = response.error { throw FoundObjectError(message: "\(name): \(operation): \(error)") }
        return response
    }
}
