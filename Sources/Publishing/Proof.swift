internal import Archive
internal import Hashing

/// Whether an object is the one that an index describes.
enum Proof: Hashable {
    case proved
    case refuted(String)
    /// The store says too little: the object must be read.
    case open

    init(_ object: StoredObject, _ index: BundleIndex) {
        let expected = index.object
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
            self = index.objectVersion != nil && index.objectVersion == object.version ? .proved : .open
        }
    }
}

extension Store {
    /// Proves the object that is there, and returns what the store says about it.
    ///
    /// Where a store knows no conditional writes, publishers of one asset overwrite each other's object, with the same
    /// bytes: an object that changes while it is looked at is looked at again, as many times as there may be publishers.
    func prove(_ key: String, _ index: BundleIndex) async throws -> StoredObject {
        var attemptsLeft = 20
        while true {
            attemptsLeft -= 1
            do {
                guard let object = try await object(key) else {
                    throw PublishingError.objectChanged(uri: uri(of: key))
                }
                try await prove(key, object, index)
                return object
            } catch PublishingError.objectChanged where attemptsLeft > 0 {
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    /// Checks that an object is the one that an index describes, reading it if nothing less can tell.
    ///
    /// - Throws: `PublishingError.foreignObject` if it is not.
    func prove(_ key: String, _ object: StoredObject, _ index: BundleIndex) async throws {
        switch Proof(object, index) {
        case .proved: return
        case .refuted(let reason): throw PublishingError.foreignObject(uri: uri(of: key), reason: reason)
        case .open:
            guard let digest = try await digest(of: key) else { throw PublishingError.objectChanged(uri: uri(of: key)) }
            guard digest == index.object.sha256 else {
                throw PublishingError.foreignObject(uri: uri(of: key), reason: "its SHA-256 is \(digest)")
            }
        }
    }
}
