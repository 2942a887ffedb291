internal import Assets
internal import Glibc
package import Hashing

/// The content of a cache file: the stamps and hashes of an asset's files, sorted by path.
///
/// All numbers are little-endian. A header of 64 bytes contains the magic number with the version; the digest that
/// identifies the asset; the number of records; the number of bytes of all paths; the CRC-32 of all other bytes,
/// including the header's; and four zero bytes. A record of 96 bytes for each file follows, and then the concatenated
/// paths. The file is loaded whole, and its records are read in place, without a copy.
package struct FingerprintTable: Sendable {
    /// The stamp of a file with the hash of its content.
    package struct Record: Sendable, Hashable {
        package let stamp: FileStamp
        package let hash: ContentHash

        package init(stamp: FileStamp, hash: ContentHash) {
            (self.stamp, self.hash) = (stamp, hash)
        }
    }

    fileprivate static let magic: [UInt8] = Array("sagefp\u{0}\u{1}".utf8)
    fileprivate static let headerByteCount = 64
    fileprivate static let recordByteCount = 96
    fileprivate static let checksumRange = 56..<60

    /// The number of records.
    package let count: Int
    private let bytes: [UInt8]
    private let pathsOffset: Int

    /// Validates a file; nil if it is truncated, of another version, or of another asset.
    package init?(_ bytes: [UInt8], of identity: SHA256Digest) {
        let header = Self.headerByteCount
        guard bytes.count >= header, bytes.starts(with: Self.magic), bytes[8..<40].elementsEqual(identity.bytes) else {
            return nil
        }
        let counts = bytes.withUnsafeBytes {
            ($0.integer(at: 40, as: UInt64.self), $0.integer(at: 48, as: UInt64.self))
        }
        guard let count = Int(exactly: counts.0), let pathByteCount = Int(exactly: counts.1),
            case let (recordsByteCount, overflow) = count.multipliedReportingOverflow(by: Self.recordByteCount),
            !overflow,
            recordsByteCount <= bytes.count - header, pathByteCount == bytes.count - header - recordsByteCount,
            bytes.withUnsafeBytes({ $0.integer(at: 56, as: UInt32.self) }) == Self.checksum(of: bytes)
        else { return nil }
        self.bytes = bytes
        self.count = count
        pathsOffset = header + recordsByteCount
    }

    fileprivate static func checksum(of bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBytes { bytes in
            let head = CRC32.checksum(UnsafeRawBufferPointer(rebasing: bytes[..<checksumRange.lowerBound]), after: 0)
            return CRC32.checksum(UnsafeRawBufferPointer(rebasing: bytes[checksumRange.upperBound...]), after: head)
        }
    }

    /// The record at an index.
    package subscript(index: Int) -> Record {
        precondition((0..<count).contains(index), "no such record")
        let start = Self.headerByteCount + index * Self.recordByteCount
        return bytes.withUnsafeBytes { bytes in
            Record(
                stamp: FileStamp(
                    device: bytes.integer(at: start + 24, as: UInt64.self),
                    inode: bytes.integer(at: start + 32, as: UInt64.self),
                    size: bytes.integer(at: start + 40, as: Int64.self),
                    modified: FileStamp.Nanoseconds(
                        seconds: Int(bytes.integer(at: start + 48, as: Int64.self)),
                        fraction: Int(bytes.integer(at: start + 12, as: UInt32.self))
                    ),
                    changed: FileStamp.Nanoseconds(
                        seconds: Int(bytes.integer(at: start + 56, as: Int64.self)),
                        fraction: Int(bytes.integer(at: start + 16, as: UInt32.self))
                    ),
                    mode: bytes.integer(at: start + 4, as: UInt32.self)
                ),
                hash: ContentHash(
                    sha256: SHA256Digest(loadingFrom: UnsafeRawBufferPointer(rebasing: bytes[start + 64..<start + 96])),
                    crc32: bytes.integer(at: start + 8, as: UInt32.self)
                )
            )
        }
    }

    /// Returns the path of a record; empty, which no valid path is, if its offsets are out of bounds.
    package func path(at index: Int) -> String {
        bytes.withUnsafeBytes { String(decoding: path(at: index, in: $0), as: UTF8.self) }
    }

    private func path(at index: Int, in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let end = { Self.headerByteCount + $0 * Self.recordByteCount }
        let from = index == 0 ? 0 : Int(bytes.integer(at: end(index - 1), as: UInt32.self))
        let to = Int(bytes.integer(at: end(index), as: UInt32.self))
        guard from <= to, to <= bytes.count - pathsOffset else { return UnsafeRawBufferPointer(rebasing: bytes[..<0]) }
        return UnsafeRawBufferPointer(rebasing: bytes[pathsOffset + from..<pathsOffset + to])
    }

    /// Compares a record's path with another path: the result is negative, zero or positive, as for `memcmp`.
    fileprivate func order(of index: Int, and other: String) -> Int {
        var other = other
        return other.withUTF8 { other in
            bytes.withUnsafeBytes { bytes in
                let path = path(at: index, in: bytes)
                let common = min(path.count, other.count)
                guard common > 0, let left = path.baseAddress, let right = other.baseAddress else {
                    return path.count - other.count
                }
                let order = memcmp(left, right, common)
                return order == 0 ? path.count - other.count : Int(order)
            }
        }
    }
}

/// A cursor that finds records in the order of their paths, in amortized constant time.
package struct FingerprintCursor {
    private let table: FingerprintTable
    private var index = 0

    package init(_ table: FingerprintTable) {
        self.table = table
    }

    /// Finds the record of a path, which must be greater than the last one.
    ///
    /// - Parameters:
    ///   - path: The path.
    ///   - skip: Receives the indexes of the records that are passed over.
    /// - Returns: The path's record, or nil if there is none.
    package mutating func find(_ path: String, skip: (Int) -> Void = { _ in }) -> FingerprintTable.Record? {
        while index < table.count {
            let order = table.order(of: index, and: path)
            guard order <= 0 else { return nil }
            defer { index += 1 }
            if order == 0 { return table[index] }
            skip(index)
        }
        return nil
    }

    /// Passes over the remaining records.
    package mutating func finish(skip: (Int) -> Void) {
        while index < table.count {
            skip(index)
            index += 1
        }
    }
}

/// Writes a cache file.
package struct FingerprintWriter {
    private var records: [UInt8] = []
    private var paths: [UInt8] = []
    private var count = 0

    package init() {}

    /// Adds the record of a file, whose path must be greater than the last one.
    package mutating func add(_ path: String, _ record: FingerprintTable.Record) {
        let stamp = record.stamp
        paths += path.utf8
        // Paths of more than 4 GiB exceed the size limit of a cache file.
        append(UInt32(truncatingIfNeeded: paths.count))
        append(stamp.mode)
        append(record.hash.crc32)
        append(UInt32(truncatingIfNeeded: stamp.modified.fraction))
        append(UInt32(truncatingIfNeeded: stamp.changed.fraction))
        append(UInt32(0))
        append(stamp.device)
        append(stamp.inode)
        append(stamp.size)
        append(Int64(stamp.modified.seconds))
        append(Int64(stamp.changed.seconds))
        record.hash.sha256.append(to: &records)
        count += 1
    }

    /// Returns the bytes of the file.
    package consuming func bytes(of identity: SHA256Digest) -> [UInt8] {
        var body = FingerprintWriter()
        body.records = FingerprintTable.magic + identity.bytes
        body.append(UInt64(count))
        body.append(UInt64(paths.count))
        body.append(UInt64(0))
        var bytes = body.records + records + paths
        let checksum = FingerprintTable.checksum(of: bytes).littleEndian
        withUnsafeBytes(of: checksum) { bytes.replaceSubrange(FingerprintTable.checksumRange, with: $0) }
        return bytes
    }

    private mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { records.append(contentsOf: $0) }
    }
}

extension UnsafeRawBufferPointer {
    /// Returns an unaligned number at an offset, which must be inside.
    fileprivate func integer<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as: Value.Type) -> Value {
        Value(littleEndian: loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
}
