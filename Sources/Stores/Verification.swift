internal import Hashing

/// The result of comparing an object's metadata with its index.
package enum Verification: Hashable {
    /// The object is the expected one.
    case verified
    /// The object is another one, for the given reason.
    case mismatch(String)
    /// The metadata does not suffice: the object must be read.
    case inconclusive

    package init(_ object: ObjectMetadata, _ expected: IndexedObject) {
        guard object.byteCount == expected.byteCount else {
            self = .mismatch("it has \(object.byteCount) bytes instead of \(expected.byteCount)")
            return
        }
        if let result = Self(sha256: object.checksum, expected) ?? Self(crc64nvme: object.crc64nvme, expected) {
            self = result
            return
        }
        // Where there is a SHA-256, the parts differ, or the digest of all bytes is not known; the bytes may be the same.
        let isSame = object.checksum == nil && expected.version != nil && expected.version == object.etag
        self = isSame ? .verified : .inconclusive
    }

    /// Compares the SHA-256 of an object; returns nil if it tells nothing.
    private init?(sha256 checksum: Checksum?, _ expected: IndexedObject) {
        switch (checksum, expected.sha256) {
        case (.fullObject(let digest), let sha256?):
            self = digest == sha256 ? .verified : .mismatch("its SHA-256 is \(digest)")
        case (.composite, _) where checksum == expected.multipart?.checksum:
            self = .verified
        default: return nil
        }
    }

    /// Compares the CRC64NVME of an object; returns nil if the object or the index has none.
    private init?(crc64nvme checksum: CRC64NVME?, _ expected: IndexedObject) {
        guard let checksum, let own = expected.crc64nvme else { return nil }
        self = checksum == own ? .verified : .mismatch("its CRC64NVME is \(checksum)")
    }
}

extension ObjectStore {
    /// Verifies the object of a write, whether it was written or existed before, and returns its metadata.
    ///
    /// A checksum in the write's response is sufficient. If the store keeps none but compared the bytes with their digest,
    /// one more request gets the ETag. Every other object is read.
    package func verify(
        _ key: String,
        _ outcome: WriteOutcome,
        _ expected: IndexedObject
    ) async throws -> ObjectMetadata {
        guard case .written(let written) = outcome else { return try await verify(key, expected) }
        if Verification(written, expected) == .verified { return written }
        // The checksum that the store has compared with the bytes is not in the index yet.
        let isChecked = written.isVerified && written.checksum == nil && written.crc64nvme != nil
        if isChecked, expected.crc64nvme == nil { return written }
        guard written.isVerified, let object = try await metadata(of: key), object.checksum == nil,
            object.byteCount == expected.byteCount
        else { return try await verify(key, expected) }
        return object
    }

    /// Verifies an existing object, and returns its metadata.
    ///
    /// Without conditional writes, concurrent publishers of one asset overwrite each other's object with the same bytes. So
    /// an object that changes meanwhile is verified again, as many times as there may be publishers.
    package func verify(_ key: String, _ expected: IndexedObject) async throws -> ObjectMetadata {
        var attemptsLeft = 20
        while true {
            attemptsLeft -= 1
            do {
                guard let object = try await metadata(of: key) else {
                    throw StoreError.objectChanged(uri: uri(of: key))
                }
                try await verify(key, object, expected)
                return object
            } catch StoreError.objectChanged where attemptsLeft > 0 {
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    /// Verifies an object by its metadata, or by reading it if the metadata does not suffice.
    ///
    /// - Throws: `StoreError.foreignObject` if it is not the expected one.
    package func verify(_ key: String, _ object: ObjectMetadata, _ expected: IndexedObject) async throws {
        switch Verification(object, expected) {
        case .verified: return
        case .mismatch(let reason): throw StoreError.foreignObject(uri: uri(of: key), reason: reason)
        case .inconclusive: try await verifyBytes(of: key, expected)
        }
    }

    private func verifyBytes(of key: String, _ expected: IndexedObject) async throws {
        func mismatch(_ reason: String) -> StoreError { .foreignObject(uri: uri(of: key), reason: reason) }
        if let multipart = expected.multipart {
            let parts = multipart.ranges
            guard let digests = try await digests(of: key, parts: parts) else {
                throw StoreError.objectChanged(uri: uri(of: key))
            }
            for (index, digest) in digests.enumerated() where digest != multipart.parts[index].sha256 {
                let (start, count) = (parts[index].lowerBound, parts[index].count)
                throw mismatch("the SHA-256 of its \(count) bytes from \(start) on is \(digest)")
            }
            return
        }
        guard let digest = try await digest(of: key, byteCount: expected.byteCount) else {
            throw StoreError.objectChanged(uri: uri(of: key))
        }
        guard digest == expected.sha256 else { throw mismatch("its SHA-256 is \(digest)") }
    }
}
