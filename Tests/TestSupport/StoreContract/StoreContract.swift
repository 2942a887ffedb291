internal import Basics
internal import Hashing
public import Objects
internal import Stores
public import Testing

/// A requirement of the contract that every store meets.
///
/// The tests of a store run all requirements, each with an empty store. Stores may differ only where `StoreCapabilities`
/// says so.
public struct StoreContract: Sendable, CustomTestStringConvertible {
    /// The name of the requirement in test reports.
    public let testDescription: String
    private let body: @Sendable (TestStore) async throws -> Void

    init(_ requirement: String, _ body: @escaping @Sendable (TestStore) async throws -> Void) {
        testDescription = requirement
        self.body = body
    }

    /// All requirements.
    public static let requirements = objects + uploads + partCopies + listings + copies

    /// Checks the requirement.
    ///
    /// - Parameter store: An empty store.
    public func check(_ store: TestStore) async throws { try await body(store) }
}

extension TestStore {
    /// The size of all parts but the last one of the contract's uploads: the least that S3 accepts.
    static var partSize: Int { 5 << 20 }

    /// Writes an object with one request.
    @discardableResult
    func put(_ bytes: [UInt8], to key: String) async throws -> WriteOutcome {
        try await store.put(bytes, to: key, sha256: SHA256.hash(bytes.span.bytes))
    }

    /// Whether the store keeps the CRC64NVME of all bytes, and not SHA-256.
    var keepsCRC64NVME: Bool { store.properties.checksumAlgorithm == .crc64nvme }

    /// Returns a part as an index describes it.
    func part(_ bytes: [UInt8]) -> ObjectParts.Part {
        ObjectParts.Part(
            byteCount: bytes.count,
            sha256: SHA256.hash(bytes.span.bytes),
            crc64nvme: keepsCRC64NVME ? CRC64NVME(bytes.span.bytes) : nil
        )
    }

    /// Writes an object in parts, the last one first.
    @discardableResult
    func upload(_ bytes: [UInt8], to key: String, resumes: Bool = true) async throws -> WriteOutcome {
        let upload = try await store.beginMultipart(to: key, resumes: resumes)
        let parts = stride(from: 0, to: bytes.count, by: Self.partSize).enumerated().reversed()
        _ = try await Array(parts).boundedMap(width: 2) { index, offset in
            let part = Array(bytes[offset..<min(offset + Self.partSize, bytes.count)])
            _ = try await upload.write(part, part: index + 1, at: Int64(offset), sha256: SHA256.hash(part.span.bytes))
        }
        return try await upload.finish()
    }
}

extension WriteOutcome {
    /// Whether the object was written.
    public var isWritten: Bool { if case .written = self { true } else { false } }
}

extension FoundObject {
    init(_ bytes: [UInt8]) {
        self.init(sha256: SHA256.hash(bytes.span.bytes).description, size: bytes.count)
    }
}
