internal import Archive
internal import Hashing
internal import Identity

/// What an object must be.
struct ExpectedObject: Sendable, Hashable {
    let byteCount: Int64
    let sha256: SHA256Digest
    /// The checksum of its parts, where it was sent in parts of this size.
    var multipart: BundleIndex.Multipart?
    /// The store's mark of the bytes, when they were proved.
    var version: String?
}

/// Whether an object is the one that is expected.
enum Proof: Hashable {
    case proved
    case refuted(String)
    /// The store says too little: the object must be read.
    case open

    init(_ object: StoredObject, _ expected: ExpectedObject) {
        guard object.byteCount == expected.byteCount else {
            self = .refuted("it has \(object.byteCount) bytes instead of \(expected.byteCount)")
            return
        }
        switch (object.checksum, expected.multipart) {
        case (.whole(let digest), _):
            self = digest == expected.sha256 ? .proved : .refuted("its SHA-256 is \(digest)")
        case (.parts(let checksum), let multipart?) where checksum == multipart.sha256:
            self = .proved
        case (.parts, _):
            // Other parts, of the same bytes or of others.
            self = .open
        case (nil, _):
            self = expected.version != nil && expected.version == object.version ? .proved : .open
        }
    }
}

extension Store {
    /// Proves the object that is there, and returns what the store says about it.
    ///
    /// Where a store knows no conditional writes, publishers of one asset overwrite each other's object, with the same
    /// bytes: an object that changes while it is looked at is looked at again, as many times as there may be publishers.
    func prove(_ key: String, _ expected: ExpectedObject) async throws -> StoredObject {
        var attemptsLeft = 20
        while true {
            attemptsLeft -= 1
            do {
                guard let object = try await object(key) else {
                    throw PublishingError.objectChanged(uri: uri(of: key))
                }
                try await prove(key, object, expected)
                return object
            } catch PublishingError.objectChanged where attemptsLeft > 0 {
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    /// Checks that an object is the one that is expected, reading it if nothing less can tell.
    ///
    /// - Throws: `PublishingError.foreignObject` if it is not.
    func prove(_ key: String, _ object: StoredObject, _ expected: ExpectedObject) async throws {
        switch Proof(object, expected) {
        case .proved: return
        case .refuted(let reason): throw PublishingError.foreignObject(uri: uri(of: key), reason: reason)
        case .open:
            guard let digest = try await digest(of: key) else { throw PublishingError.objectChanged(uri: uri(of: key)) }
            guard digest == expected.sha256 else {
                throw PublishingError.foreignObject(uri: uri(of: key), reason: "its SHA-256 is \(digest)")
            }
        }
    }
}

extension BundleIndex {
    /// What the bundle must be.
    var expected: ExpectedObject {
        ExpectedObject(
            byteCount: object.byteCount,
            sha256: object.sha256,
            multipart: object.multipart,
            version: objectVersion
        )
    }
}

extension PrefixIndex.Object {
    /// What the object of an entry must be.
    func expected(of entry: HashedTree.Entry) -> ExpectedObject? {
        entry.digest.map {
            ExpectedObject(byteCount: entry.entry.byteCount, sha256: $0, multipart: multipart, version: version)
        }
    }
}
