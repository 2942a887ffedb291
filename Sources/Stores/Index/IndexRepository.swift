internal import Assets
package import Hashing

/// Reads and updates the indexes of a store.
package struct IndexRepository: Sendable {
    /// The properties of an asset that its index must have: an index alone is not trusted.
    package struct Asset: Sendable {
        package let address: SHA256Digest
        /// The address of the tree; nil for a file that is published as it is.
        package let treeAddress: SHA256Digest?
        /// Whether the files may have been published as separate objects.
        package let mayHavePrefix: Bool

        package init(address: SHA256Digest, treeAddress: SHA256Digest?, mayHavePrefix: Bool) {
            self.address = address
            self.treeAddress = treeAddress
            self.mayHavePrefix = mayHavePrefix
        }
    }

    /// The largest index that is read, in bytes: a million files with long paths take 300 MB.
    private static let byteLimit = 1 << 30
    /// The number of publishers that may add to one index concurrently.
    private static let attemptLimit = 20

    private let store: any ObjectStore

    /// Creates access to the indexes of a store.
    package init(_ store: any ObjectStore) {
        self.store = store
    }

    /// Reads the index of any address; nil if there is none, or it is invalid.
    package func index(of address: SHA256Digest) async throws -> AssetIndex? {
        guard let text = try await store.read(ObjectKeys(address).index, limit: Self.byteLimit),
            let index = try? AssetIndex(json: text), index.address == address
        else { return nil }
        return index
    }

    /// Reads the index of an asset, and compares it with the asset.
    ///
    /// - Throws: `StoreError.foreignIndex` if it describes another asset, `StoreError.unreadableIndex` if it is none.
    package func index(of asset: Asset) async throws -> AssetIndex? {
        let text = try await store.read(ObjectKeys(asset.address).index, limit: Self.byteLimit)
        return try text.map { try index($0, of: asset) }
    }

    /// Adds a section to the index of an asset, or writes an index of this section alone.
    ///
    /// The other section is kept. An existing section of a bundle is kept too, and must describe the same object; that of
    /// files is replaced, since its ETags are outdated once objects were written again.
    ///
    /// - Parameter wasMissing: Whether there was none a moment ago: it is written at once then, if there is still none. A
    ///   server that ignores such conditions loses what another publisher has added since.
    package func add(_ section: AssetIndex, to asset: Asset, wasMissing: Bool = false) async throws {
        let key = ObjectKeys(asset.address).index
        if wasMissing, try await write(section, to: key) { return }
        for _ in 0..<Self.attemptLimit {
            guard let found = try await store.read(key, range: nil, limit: Self.byteLimit) else {
                if try await write(section, to: key) { return }
                continue
            }
            let index = try index(found.bytes, of: asset)
            let merged = try merge(section, into: index, of: asset)
            guard merged != index else { return }
            let bytes = Array(merged.text.utf8)
            let sha256 = SHA256.hash(bytes.span.bytes)
            let written = try await store.replace(key, ifMatch: found.metadata.etag, with: bytes, sha256: sha256)
            if let written, try await isThere(written, key) { return }
        }
        throw StoreError.objectChanged(uri: store.uri(of: key))
    }

    /// Writes an index of one section.
    ///
    /// - Returns: False if another publisher was faster.
    private func write(_ section: AssetIndex, to key: String) async throws -> Bool {
        let bytes = Array(section.text.utf8)
        let outcome = try await store.put(bytes, to: key, sha256: SHA256.hash(bytes.span.bytes))
        guard case .written(let object) = outcome else { return false }
        return try await isThere(object, key)
    }

    /// Whether an index is there after it was written: a server that returned no checksum is asked.
    private func isThere(_ written: ObjectMetadata, _ key: String) async throws -> Bool {
        if written.hasChecksum { return true }
        return try await store.metadata(of: key)?.byteCount == written.byteCount
    }

    /// Returns the error for an index that describes another asset.
    package func foreign(_ asset: Asset, _ reason: String) -> StoreError {
        .foreignIndex(uri: store.uri(of: ObjectKeys(asset.address).index), reason: reason)
    }

    private func merge(_ section: AssetIndex, into index: AssetIndex, of asset: Asset) throws -> AssetIndex {
        if let new = section.bundle?.object, let found = index.bundle?.object, !found.isSame(as: new) {
            throw foreign(asset, "it was written for an object with SHA-256 \(found.checksum)")
        }
        return AssetIndex(bundle: index.bundle ?? section.bundle, prefix: section.prefix ?? index.prefix)
    }

    private func index(_ text: [UInt8], of asset: Asset) throws -> AssetIndex {
        let index: AssetIndex
        do {
            index = try AssetIndex(json: text)
        } catch {
            throw StoreError.unreadableIndex(uri: store.uri(of: ObjectKeys(asset.address).index), reason: error.message)
        }
        guard index.address == asset.address else {
            throw foreign(asset, "its address is \(index.address.map(\.description) ?? "none")")
        }
        guard index.bundle.map({ $0.describes(asset) }) ?? true, index.prefix == nil || asset.mayHavePrefix else {
            throw foreign(asset, "it describes another content")
        }
        return index
    }
}

extension BundleIndex {
    fileprivate func describes(_ asset: IndexRepository.Asset) -> Bool {
        guard let treeAddress = asset.treeAddress else { return encoder == nil && object.sha256 == asset.address }
        return encoder != nil && (context ?? address) == treeAddress
    }
}

extension IndexedObject {
    /// Whether both describe the same bytes, as far as their digests can be compared.
    fileprivate func isSame(as other: Self) -> Bool {
        guard byteCount == other.byteCount else { return false }
        if let sha256, let digest = other.sha256 { return sha256 == digest }
        // The same bytes have the same parts, of which the CRC64NVMEs may be known or not.
        return multipart != nil && multipart?.checksum == other.multipart?.checksum
    }
}
