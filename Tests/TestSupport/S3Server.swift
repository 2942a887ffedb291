internal import Basics
internal import Foundation
public import SystemPackage
public import Testing

/// A real server that the tests were told of: `SAGEASSETS_TEST_S3_NAME` is "ENDPOINT ACCESS_KEY SECRET_KEY".
public struct S3Server: Sendable, CustomTestStringConvertible {
    /// Its name, as `ci/servers` knows it.
    public let name: String
    /// Whether it answers with the checksums that it was given.
    public let keepsChecksums: Bool
    /// Whether it leaves an object that is there when a write asks for that.
    public let knowsConditions: Bool
    /// Whether that holds for writes at the same time, too.
    public let decidesRaces: Bool
    /// Whether that holds for completions of uploads at the same time, too.
    public let decidesCompletionRaces: Bool
    /// Whether it leaves an object that is not the one that a write wants to replace.
    public let knowsReplacements: Bool
    /// The text that its URLs begin with.
    public let endpoint: String
    /// The key that may do everything.
    public let accessKey: String
    /// Its secret.
    public let secretKey: String

    /// The servers that are there.
    public static let present = [
        S3Server("ministack", keepsChecksums: true, knowsConditions: true, decidesRaces: true),
        S3Server("swift", keepsChecksums: false, knowsConditions: true, decidesRaces: false),
        S3Server("seaweedfs", keepsChecksums: true, knowsConditions: true, decidesRaces: true),
        S3Server("juicefs", keepsChecksums: false, knowsConditions: false, decidesRaces: false),
    ]
    .compactMap { $0 }

    /// Why a suite is skipped where there are none.
    public static let absence: Comment = "no SAGEASSETS_TEST_S3_<NAME> is set; run ci/test"

    /// Those of some names that are there.
    public static func present(_ names: String...) -> [S3Server] { present.filter { names.contains($0.name) } }

    private init?(_ name: String, keepsChecksums: Bool, knowsConditions: Bool, decidesRaces: Bool) {
        let setting = ProcessInfo.processInfo.environment["SAGEASSETS_TEST_S3_\(name.uppercased())"]
        guard let words = setting?.split(separator: " ").map(String.init), words.count == 3 else { return nil }
        (self.name, self.keepsChecksums) = (name, keepsChecksums)
        (self.knowsConditions, self.decidesRaces) = (knowsConditions, decidesRaces)
        decidesCompletionRaces = decidesRaces && name != "seaweedfs"
        knowsReplacements = knowsConditions && name != "swift"
        (endpoint, accessKey, secretKey) = (words[0], words[1], words[2])
    }

    /// The name in test reports.
    public var testDescription: String { name }

    /// The credentials and the region, as variables of a process.
    public var environment: [String: String] {
        ["AWS_ACCESS_KEY_ID": accessKey, "AWS_SECRET_ACCESS_KEY": secretKey, "AWS_REGION": "us-east-1"]
    }
}

/// An object as boto3 finds it.
public struct FoundObject: Sendable, Hashable, Decodable {
    /// The digest of its bytes, in hex.
    public let sha256: String
    /// Its size in bytes.
    public let size: Int

    /// Describes an object.
    public init(sha256: String, size: Int) {
        (self.sha256, self.size) = (sha256, size)
    }
}

// MARK: What boto3 sees

extension S3Server {
    private static let judge = Result {
        try LineProcess(Tool.python, [URL.ofRepository("ci/oracles/objects.py").path])
    }

    private struct Answer: Decodable {
        let error: String?
        let objects: [String: FoundObject]?
        let uploads: [String]?
        let body: Data?
    }

    /// The bucket of all tests: servers set much aside for each bucket.
    public static let bucket = "sageassets-e2e"

    /// Makes a place for a test of its own in the bucket and returns the prefix of its keys.
    public func makePrefix() async throws -> String {
        _ = try await ask("make")
        return "e2e/\(UUID().uuidString.lowercased())/"
    }

    /// The objects below a prefix by the rest of their keys, read whole.
    public func objects(below prefix: String) async throws -> [String: FoundObject] {
        let objects = try await ask("list", prefix: prefix).objects ?? [:]
        return Dictionary(uniqueKeysWithValues: objects.map { (String($0.key.dropFirst(prefix.count)), $0.value) })
    }

    /// The bytes of an object.
    public func read(_ key: String) async throws -> [UInt8] { Array(try await ask("get", key: key).body ?? Data()) }

    /// Puts bytes in the place of an object.
    public func write(_ bytes: [UInt8], to key: String) async throws {
        _ = try await ask("put", key: key, body: bytes)
    }

    /// Changes an object in its place.
    public func damage(_ key: String, _ damage: Damage) async throws { _ = try await ask(damage.rawValue, key: key) }

    /// Removes an object.
    public func remove(_ key: String) async throws { _ = try await ask("delete", key: key) }

    /// The keys below a prefix of multipart uploads that nobody has ended.
    public func openUploads(below prefix: String) async throws -> [String] {
        try await ask("uploads", prefix: prefix).uploads ?? []
    }

    private func ask(_ request: String, key: String? = nil, prefix: String? = nil, body: [UInt8]? = nil) async throws
        -> Answer
    {
        let line = JSON.object(compacting: [
            "endpoint": .string(endpoint), "access": .string(accessKey), "secret": .string(secretKey),
            "do": .string(request), "bucket": .string(Self.bucket), "key": key.map { .string($0) },
            "prefix": prefix.map { .string($0) }, "body": body.map { .string(Data($0).base64EncodedString()) },
        ])
        let text = try await Self.judge.get().ask(line.compact)
        let answer = try JSONDecoder().decode(Answer.self, from: Data(text.utf8))
        if let error = answer.error { throw S3ServerError(message: "\(name): \(request): \(error)") }
        return answer
    }
}

/// How an object is made another one.
public enum Damage: String, Sendable {
    /// Its last byte is gone.
    case truncate
    /// One bit in its middle is another.
    case flip

    /// Returns what is left of bytes.
    public func apply(to bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        switch self {
        case .truncate: bytes.removeLast()
        case .flip: bytes[bytes.count / 2] ^= 1
        }
        return bytes
    }
}

/// The error that boto3 reported.
struct S3ServerError: Error {
    let message: String
}

extension FoundObject {
    /// A file, as sha256sum finds it.
    public init(file: FilePath) throws {
        let words = try Tool.run("sha256sum", ["--zero", file.string]).standardOutput.split(separator: " ")
        let attributes = try FileManager.default.attributesOfItem(atPath: file.string)
        guard let digest = words.first, let size = attributes[.size] as? Int else {
            throw S3ServerError(message: "cannot read '\(file)'")
        }
        self.init(sha256: String(digest), size: size)
    }
}
