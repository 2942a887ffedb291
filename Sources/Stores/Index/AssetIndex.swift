internal import Archive
internal import Assets
internal import Basics
public import Hashing

/// The document `<address>.index.json`: one asset, and a section for each form in which a store has it.
///
/// The entries are the same for all forms, since they make the address. A section is there when its objects are.
public struct AssetIndex: Sendable, Hashable {
    /// The section of the one object: a bundle, or a file as it is.
    public var bundle: BundleIndex?
    /// The section of the files that are published each by itself.
    public var prefix: PrefixIndex?

    /// Joins sections, which must be of the same asset.
    public init(bundle: BundleIndex? = nil, prefix: PrefixIndex? = nil) {
        self.bundle = bundle
        self.prefix = prefix
    }

    /// The asset's address; nil where there is no section.
    public var address: SHA256Digest? { bundle?.address ?? prefix?.address }

    /// The document: always the same text for the same index.
    public var text: String {
        // What both have is the same, but for the creator: the bundle's writes frames.
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
