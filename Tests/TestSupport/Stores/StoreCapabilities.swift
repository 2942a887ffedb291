/// The capabilities in which stores may differ and still meet the contract.
public struct StoreCapabilities: Sendable, Hashable {
    /// Whether metadata has the checksum that the object was written with.
    public let keepsChecksums: Bool
    /// Whether bytes that do not have the given digest are rejected.
    public let checksDigests: Bool
    /// Whether listings have the ETags of objects.
    public let listsETags: Bool
    /// Whether a write leaves an existing object alone.
    public let hasConditionalWrites: Bool
    /// Whether exactly one of several concurrent writes of a key reports that it wrote.
    public let decidesConcurrentWrites: Bool
    /// Whether exactly one of several concurrent uploads of a key reports that it wrote.
    public let decidesConcurrentUploads: Bool
    /// Whether a replacement fails if the object has another ETag by now.
    public let hasConditionalReplacement: Bool

    /// Whether a later run finds the parts of an unfinished upload.
    public let keepsUploads: Bool

    /// The capabilities of a directory, which keeps no checksums and has no digest in its metadata.
    public static let local = StoreCapabilities(
        keepsChecksums: false,
        checksDigests: false,
        listsETags: false,
        keepsUploads: false
    )

    /// Creates capabilities; by default a store has all of them.
    public init(
        keepsChecksums: Bool = true,
        checksDigests: Bool = true,
        listsETags: Bool = true,
        hasConditionalWrites: Bool = true,
        decidesConcurrentWrites: Bool = true,
        decidesConcurrentUploads: Bool = true,
        hasConditionalReplacement: Bool = true,
        keepsUploads: Bool = true
    ) {
        self.keepsChecksums = keepsChecksums
        self.checksDigests = checksDigests
        self.listsETags = listsETags
        self.hasConditionalWrites = hasConditionalWrites
        self.decidesConcurrentWrites = decidesConcurrentWrites
        self.decidesConcurrentUploads = decidesConcurrentUploads
        self.hasConditionalReplacement = hasConditionalReplacement
        self.keepsUploads = keepsUploads
    }
}
