internal import Archive
internal import Hashing
internal import Assets

/// What an object must be.
struct ExpectedObject: Sendable, Hashable {
    let byteCount: Int64
    /// The digest of its bytes; nil where only those of its parts are known.
    let sha256: SHA256Digest?
    /// Its parts, where it was sent in parts.
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
            guard let sha256 = expected.sha256 else {
                self = .open
                return
            }
            self = digest == sha256 ? .proved : .refuted("its SHA-256 is \(digest)")
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
    /// Proves what was written, or what was there before, and returns what the store says about it.
    ///
    /// A store that answers a write with the checksum of what it was given has said all there is to say. One that keeps
    /// none, but has compared the bytes with their digest, is asked only how it marks them; every other one is read.
    func prove(_ key: String, _ outcome: WriteOutcome, _ expected: ExpectedObject) async throws -> StoredObject {
        guard case .written(let written) = outcome else { return try await prove(key, expected) }
        if Proof(written, expected) == .proved { return written }
        guard written.isVerified, let object = try await object(key), object.checksum == nil,
            object.byteCount == expected.byteCount
        else { return try await prove(key, expected) }
        return object
    }

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
        case .open: try await read(key, expected)
        }
    }

    private func read(_ key: String, _ expected: ExpectedObject) async throws {
        func differ(_ what: String) -> PublishingError { .foreignObject(uri: uri(of: key), reason: what) }
        if let multipart = expected.multipart {
            let parts = multipart.ranges
            guard let digests = try await digests(of: key, parts: parts) else {
                throw PublishingError.objectChanged(uri: uri(of: key))
            }
            for (index, digest) in digests.enumerated() where digest != multipart.parts[index].sha256 {
                let (start, count) = (parts[index].lowerBound, parts[index].count)
                throw differ("the SHA-256 of its \(count) bytes from \(start) on is \(digest)")
            }
            return
        }
        guard let digest = try await digest(of: key) else { throw PublishingError.objectChanged(uri: uri(of: key)) }
        guard digest == expected.sha256 else { throw differ("its SHA-256 is \(digest)") }
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
