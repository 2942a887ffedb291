public import Assets
public import Hashing

/// An asset with the digests of its files, and so with its address.
public struct StagedAsset: Sendable {
    /// The result of the walk.
    public let walked: WalkedAsset
    /// The files' digests, and the checksums with which a later read is compared.
    public let known: KnownContent
    /// The digests of the parts of an asset in the format `.file`, if they were requested and the file was read.
    public let parts: FileParts?

    /// Combines the results of a walk and of reading its files.
    public init(_ walked: WalkedAsset, known: KnownContent, parts: FileParts? = nil) {
        self.walked = walked
        self.known = known
        self.parts = parts
    }

    /// The kind of the asset with its options.
    public var options: AssetSource.Options { walked.options }
    /// The format in which the asset is published.
    public var format: PublicationFormat { walked.format }
    /// The files.
    public var tree: FileTree { walked.tree }
    /// The files' digests.
    public var content: HashedTree { known.tree }
    /// The asset's address.
    public var address: SHA256Digest { walked.address(of: content) }
}
