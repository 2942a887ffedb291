internal import Hashing
internal import Stores

/// An object of the store that has parts of a new one.
struct DeltaBase: Sendable {
    let key: String
    /// The metadata that it must still have.
    let object: ObjectMetadata
    /// The digests of its parts.
    let digests: [Range<Int64>: SHA256Digest]
}
