internal import Archive
internal import Assets
internal import Basics
public import Hashing

/// The document `<address>.index.json`: an asset, with a section for each format in which a store has it.
///
/// The entries are the same for all formats, since the address follows from them. A section is written after its objects.
public struct AssetIndex: Sendable, Hashable {
    /// The section of a single object: a bundle, or a file as it is.
    public var bundle: BundleIndex?
    /// The section of files that are published as separate objects.
    public var prefix: PrefixIndex?

    /// Creates an index from sections, which must describe the same asset.
    public init(bundle: BundleIndex? = nil, prefix: PrefixIndex? = nil) {
        self.bundle = bundle
        self.prefix = prefix
    }

    /// The asset's address; nil if there is no section.
    public var address: SHA256Digest? { bundle?.address ?? prefix?.address }

    /// The document, always the same text for the same index.
    public var text: String {
        // Common members are equal, except for the creator: the bundle's counts, since it wrote the frames.
        JSON.object((prefix?.members ?? [:]).merging(bundle?.members ?? [:]) { $1 }).compact + "\n"
    }

    /// Reads a document.
    ///
    /// - Throws: `StoreError.invalidIndex` if it is not an index, or its entries do not make its address.
    public init(json text: [UInt8]) throws(StoreError) {
        let document = try IndexDocument(json: text)
        guard document.bundle != nil || document.objects != nil else {
            throw .invalidIndex(reason: "it describes no object")
        }
        bundle = document.bundle == nil ? nil : try BundleIndex(document)
        prefix = document.objects == nil ? nil : try PrefixIndex(document)
    }
}
