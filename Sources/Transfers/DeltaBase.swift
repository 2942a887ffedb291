package import Hashing
package import Stores

/// An object of the store that has parts of a new one.
package struct DeltaBase: Sendable {
    /// The address of its asset.
    package let address: SHA256Digest
    package let key: String
    /// The metadata that it must still have.
    package let object: ObjectMetadata
    /// Its parts, by their ranges.
    package let parts: [Range<Int64>: ObjectParts.Part]

    /// Describes an object.
    package init(address: SHA256Digest, key: String, object: ObjectMetadata, parts: [Range<Int64>: ObjectParts.Part]) {
        self.address = address
        self.key = key
        self.object = object
        self.parts = parts
    }
}
