internal import Basics
public import Hashing

/// Digests of objects that must be read: in ranges, a few of them ahead, in bounded memory.
extension ObjectStore {
    /// Reads a whole object and returns its digest, or nil if there is no object.
    ///
    /// - Parameters:
    ///   - key: The object's key.
    ///   - byteCount: The size that the object had before; nil if it is not known. No more is read than that.
    /// - Throws: `StoreError.objectChanged` if the object has another size, or is replaced meanwhile.
    public func digest(of key: String, byteCount: Int64? = nil) async throws -> SHA256Digest? {
        guard let object = try await metadata(of: key, byteCount: byteCount) else { return nil }
        let ranges = ranges(of: 0..<object.byteCount)
        return try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
            var hash = SHA256()
            var waiting: [Int: [UInt8]] = [:]
            var hashed = 0
            for index in ranges.indices.prefix(readsAhead) {
                group.addTask { (index, try await bytes(ranges[index], of: key, object)) }
            }
            while let (index, bytes) = try await group.next() {
                waiting[index] = bytes
                while let bytes = waiting.removeValue(forKey: hashed) {
                    hash.update(bytes.span.bytes)
                    let next = hashed + readsAhead
                    if next < ranges.count {
                        group.addTask { (next, try await self.bytes(ranges[next], of: key, object)) }
                    }
                    hashed += 1
                }
            }
            return hash.finish()
        }
    }

    /// Reads an object and returns the digests of its parts, or nil if there is no object.
    ///
    /// - Parameters:
    ///   - key: The object's key.
    ///   - parts: All parts of the object, in their order.
    /// - Throws: `StoreError.objectChanged` if the object has another size than its parts, or is replaced meanwhile.
    public func digests(of key: String, parts: [Range<Int64>]) async throws -> [SHA256Digest]? {
        let byteCount = parts.last?.upperBound ?? 0
        guard let object = try await metadata(of: key, byteCount: byteCount) else { return nil }
        return try await parts.boundedMap(width: readsAhead) { part in
            var hash = SHA256()
            for range in ranges(of: part) {
                let bytes = try await bytes(range, of: key, object)
                hash.update(bytes.span.bytes)
            }
            return hash.finish()
        }
    }

    /// Returns the metadata of an object that must have a size, if one is given.
    private func metadata(of key: String, byteCount: Int64?) async throws -> ObjectMetadata? {
        guard let object = try await metadata(of: key) else { return nil }
        guard object.byteCount == byteCount ?? object.byteCount else {
            throw StoreError.objectChanged(uri: uri(of: key))
        }
        return object
    }

    /// The number of ranges that are read concurrently.
    private var readsAhead: Int { 4 }

    private func ranges(of part: Range<Int64>) -> [Range<Int64>] {
        let step = properties.readByteCount
        return stride(from: part.lowerBound, to: part.upperBound, by: step).map { start in
            start..<min(start + Int64(step), part.upperBound)
        }
    }

    private func bytes(_ range: Range<Int64>, of key: String, _ object: ObjectMetadata) async throws -> [UInt8] {
        try Task.checkCancellation()
        let content = try await read(key, range: range, limit: range.count)
        guard let content, content.metadata.etag == object.etag, content.metadata.byteCount == object.byteCount,
            content.bytes.count == range.count
        else { throw StoreError.objectChanged(uri: uri(of: key)) }
        return content.bytes
    }
}
