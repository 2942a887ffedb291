internal import Archive
internal import Basics
internal import Hashing
internal import Assets
internal import Staging

/// The index of an asset in a store.
struct IndexFile: Sendable {
    /// The index of a million files with long paths takes 300 MB.
    static let byteLimit = 1 << 30
    /// What the keys of indexes end in, behind the address.
    static let keyEnding = ".index.json"
    /// As many publishers as may well add to one index at the same moment.
    private static let attemptLimit = 20

    let asset: StagedAsset
    let store: any Store

    private var key: String { "\(asset.address)\(Self.keyEnding)" }

    /// Reads the index, and checks that it is of this asset.
    ///
    /// - Throws: `PublishingError.foreignIndex` if it is not.
    func read() async throws -> AssetIndex? {
        try await store.read(key, limit: Self.byteLimit).map { try index(of: $0) }
    }

    /// Adds a section to the index, or writes one of this section alone.
    ///
    /// The other section stays as it is. A section of the bundle that is there stays too, and must be of the same object;
    /// that of the files is replaced, for its marks are as old as the objects that they were taken of.
    func add(_ section: AssetIndex) async throws {
        for _ in 0..<Self.attemptLimit {
            guard let found = try await store.content(key, limit: Self.byteLimit) else {
                let bytes = Array(section.text.utf8)
                let outcome = try await store.write(bytes, to: key, sha256: SHA256.hash(bytes.span.bytes))
                // Else another publisher was faster.
                if case .written = outcome { return }
                continue
            }
            let index = try index(of: found.bytes)
            let merged = try merge(section, into: index)
            guard merged != index else { return }
            let bytes = Array(merged.text.utf8)
            let sha256 = SHA256.hash(bytes.span.bytes)
            if try await store.replace(key, found.version, with: bytes, sha256: sha256) { return }
        }
        throw PublishingError.objectChanged(uri: store.uri(of: key))
    }

    /// The error of an index that is not this asset's.
    func foreign(_ reason: String) -> PublishingError {
        .foreignIndex(uri: store.uri(of: key), reason: reason)
    }

    private func merge(_ section: AssetIndex, into index: AssetIndex) throws -> AssetIndex {
        if let own = section.bundle?.object, let found = index.bundle?.object {
            guard found.isSame(as: own) else {
                let checksum = found.sha256?.description ?? found.multipart?.sha256 ?? ""
                throw foreign("it was written for an object with SHA-256 \(checksum)")
            }
        }
        return AssetIndex(bundle: index.bundle ?? section.bundle, prefix: section.prefix ?? index.prefix)
    }

    /// Checks an index by what is known here: not by its own word.
    private func index(of text: [UInt8]) throws -> AssetIndex {
        let index: AssetIndex
        do {
            index = try AssetIndex(json: text)
        } catch {
            throw foreign(error.message)
        }
        guard index.address == asset.address else {
            throw foreign("its address is \(index.address.map(\.description) ?? "none")")
        }
        guard index.bundle.map(describes) ?? true, index.prefix == nil || mayHavePrefix else {
            throw foreign("it describes another content")
        }
        return index
    }

    /// Whether the asset is a directory of model data, which may have been published in both forms.
    private var mayHavePrefix: Bool {
        switch asset.format {
        case .bundle, .prefix: true
        case .file, .image: false
        }
    }

    private func describes(_ bundle: BundleIndex) -> Bool {
        switch asset.format {
        case .file: bundle.encoder == nil && bundle.object.sha256 == asset.address
        case .bundle, .prefix, .image:
            bundle.encoder != nil && (bundle.context ?? bundle.address) == asset.content.address
        }
    }
}

extension Store {
    /// Reads the index of any address; nil where there is none, or it is not one of that address.
    func index(of address: SHA256Digest) async throws -> AssetIndex? {
        guard let text = try await read("\(address)\(IndexFile.keyEnding)", limit: IndexFile.byteLimit),
            let index = try? AssetIndex(json: text), index.address == address
        else { return nil }
        return index
    }
}

extension BundleIndex.Object {
    /// Whether two descriptions are of the same bytes, as far as both tell.
    fileprivate func isSame(as other: Self) -> Bool {
        guard byteCount == other.byteCount else { return false }
        if let sha256, let digest = other.sha256 { return sha256 == digest }
        // The same bytes have the same parts.
        return multipart != nil && multipart == other.multipart
    }
}
