internal import Basics
internal import Hashing

/// The answers of a store to earlier look-ups, which are those to later ones while a listing shows the same objects.
///
/// A file of a cache has them. All numbers are little-endian. The magic number with the version, the digest of the store's
/// URI, the number of records, and the CRC-32 of the rest; each record has the size, the time of the last change, and five
/// texts after their lengths: key, ETag, SHA-256 and CRC64NVME in S3's form, and the bytes of an index.
package struct KnownObjects: Sendable {
    /// An object as the server described it.
    package struct Item: Sendable, Hashable {
        package let metadata: ObjectMetadata
        /// The bytes of a small index; nil for other objects.
        package let bytes: [UInt8]?

        /// Creates an item; nil if no later listing can show that the object is the same.
        package init?(_ metadata: ObjectMetadata, bytes: [UInt8]?) {
            guard let etag = metadata.etag, etag.hasPrefix("\""), metadata.modified != nil else { return nil }
            self.metadata = metadata
            self.bytes = bytes
        }

        /// Whether a listing shows the same object: overwritten, even with the same bytes, it has another time.
        func isListed(as listed: ObjectMetadata) -> Bool {
            listed.etag == metadata.etag && listed.byteCount == metadata.byteCount
                && listed.modified == metadata.modified
        }
    }

    /// The largest index that is kept, in bytes.
    static let indexByteLimit = 64 << 10
    /// The bytes of all indexes that are kept.
    static let indexesByteLimit = 16 << 20
    private static let fileByteLimit = 64 << 20
    private static let magic: [UInt8] = Array("sageob\u{0}\u{1}".utf8)
    private static let headerByteCount = 52

    package var items: [String: Item] = [:]

    /// The bytes of all indexes.
    var indexByteCount: Int { items.values.reduce(0) { $0 + ($1.bytes?.count ?? 0) } }

    /// Reads the answers of a store from a cache.
    static func load(ofStoreAt uri: String, in directory: CacheDirectory) -> KnownObjects {
        let identity = SHA256.hash(uri).bytes
        let name = CacheFileName(digest: identity, .objects)
        return directory.load(name, byteLimit: fileByteLimit) { KnownObjects($0, of: identity) } ?? KnownObjects()
    }

    /// Writes the answers of a store to a cache.
    func save(ofStoreAt uri: String, in directory: CacheDirectory) {
        let identity = SHA256.hash(uri).bytes
        let bytes = bytes(of: identity)
        guard bytes.count <= Self.fileByteLimit else { return }
        directory.save(bytes, as: CacheFileName(digest: identity, .objects))
    }

    package init(_ items: [String: Item] = [:]) { self.items = items }

    /// Reads a file; nil if it is damaged, of another version or of another store.
    package init?(_ bytes: [UInt8], of identity: [UInt8]) {
        guard bytes.count >= Self.headerByteCount, bytes.starts(with: Self.magic), bytes[8..<40].elementsEqual(identity)
        else { return nil }
        var reader = ByteReader(bytes.dropFirst(40))
        guard let count = reader.integer(UInt64.self), let checksum = reader.integer(UInt32.self),
            checksum == CRC32.checksum(Array(reader.rest))
        else { return nil }
        for _ in 0..<count {
            guard let byteCount = reader.integer(Int64.self), let modified = reader.integer(UInt64.self),
                let key = reader.text(), let etag = reader.text(), let checksum = reader.text(),
                let crc64nvme = reader.text(), let content = reader.bytes()
            else { return nil }
            let metadata = ObjectMetadata(
                byteCount: byteCount,
                checksum: Checksum(s3: checksum),
                crc64nvme: CRC64NVME(base64: crc64nvme),
                etag: etag,
                modified: Double(bitPattern: modified)
            )
            items[key] = Item(metadata, bytes: content.isEmpty ? nil : Array(content))
        }
        guard reader.rest.isEmpty else { return nil }
    }

    /// Returns the bytes of the file.
    package func bytes(of identity: [UInt8]) -> [UInt8] {
        var records: [UInt8] = []
        for (key, item) in items {
            let metadata = item.metadata
            records.append(metadata.byteCount)
            records.append((metadata.modified ?? 0).bitPattern)
            let checksums = [metadata.checksum?.s3 ?? "", metadata.crc64nvme?.base64 ?? ""]
            for text in [key, metadata.etag ?? ""] + checksums {
                records.append(sized: Array(text.utf8))
            }
            records.append(sized: item.bytes ?? [])
        }
        var bytes = Self.magic + identity
        bytes.append(UInt64(items.count))
        bytes.append(CRC32.checksum(records))
        return bytes + records
    }
}

/// Reads numbers and texts that may be cut off.
private struct ByteReader {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func integer<Value: FixedWidthInteger>(_: Value.Type) -> Value? {
        guard let bytes = take(Value.bitWidth / 8) else { return nil }
        return bytes.reversed().reduce(0) { $0 << 8 | Value($1) }
    }

    mutating func bytes() -> ArraySlice<UInt8>? { integer(UInt32.self).flatMap { take(Int($0)) } }

    mutating func text() -> String? { bytes().map { String(decoding: $0, as: UTF8.self) } }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }

    fileprivate mutating func append(sized bytes: [UInt8]) {
        append(UInt32(bytes.count))
        append(contentsOf: bytes)
    }
}
