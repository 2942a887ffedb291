/// A gzip file that cannot be decoded any further.
package struct GzipError: Error, Hashable {
    /// The number of bytes of the file that were decoded before.
    package let offset: Int64
    /// The message of zlib, or that the file ends too early.
    package let reason: String
}

/// A gzip file whose content is so much larger than the file that it was probably made to fill a disk.
package struct ExpansionError: Error, Hashable {
    /// The number of decoded bytes at which reading stopped.
    package let byteCount: Int64
    /// The number of bytes of the file that hold them.
    package let compressedByteCount: Int64
}

/// The content of a gzip file (RFC 1952), member by member, in bounded memory; checksums are verified.
///
/// libarchive could decode gzip too, but it neither verifies the checksum nor reports what follows the first member.
package struct GzipReader: ~Copyable {
    private static let inputByteCount = 1 << 20
    /// The largest factor by which content may be larger than its file: deflate reaches 1,032, model weights not even 10.
    private static let expansionLimit: Int64 = 500
    /// The size up to which content is read whatever the factor: that many zeros may be a test.
    private static let alwaysReadByteCount: Int64 = 4 << 30

    /// The number of gzip members that were begun.
    package private(set) var memberCount = 0
    /// Whether the last member is followed by anything but zeros, which are padding.
    package private(set) var hasTrailingBytes = false

    private let source: ByteStream
    private var inflater: Inflater
    private let input: UnsafeMutableRawBufferPointer
    /// The part of `input` that is not decoded yet.
    private var pending = 0..<0
    /// The number of bytes of the file that were decoded.
    private var offset: Int64 = 0
    /// The number of bytes that were returned.
    private var contentByteCount: Int64 = 0
    private var isInMember = false
    private var isAtEnd = false
    /// The error to throw once the bytes before it have been returned.
    private var error: GzipError?

    package init(_ source: ByteStream) throws(ArchiveError) {
        inflater = try Inflater(.gzip)
        self.source = source
        input = .allocate(byteCount: Self.inputByteCount, alignment: 16)
    }

    deinit {
        input.deallocate()
    }

    /// Decodes the next bytes into a buffer.
    ///
    /// - Returns: The number of bytes; 0 at the end.
    /// - Throws: `GzipError`, `ExpansionError`, and what the source throws.
    package mutating func read(into output: UnsafeMutableRawBufferPointer) throws -> Int {
        if let error { throw error }
        var count = 0
        while count == 0, !isAtEnd {
            if !isInMember, try !beginMember() { break }
            if pending.isEmpty, try fill() == 0 {
                throw GzipError(offset: offset, reason: "the file ends before its content does")
            }
            let step = inflater.decode(pendingBytes, into: output)
            pending = pending.dropFirst(step.inputByteCount)
            offset += Int64(step.inputByteCount)
            count = step.outputByteCount
            switch step.status {
            case .running: break
            case .ended: isInMember = false
            case .failed(let reason):
                error = GzipError(offset: offset, reason: reason)
                isAtEnd = true
            }
        }
        if count == 0, let error { throw error }
        contentByteCount += Int64(count)
        guard contentByteCount < Self.alwaysReadByteCount || contentByteCount / offset < Self.expansionLimit else {
            throw ExpansionError(byteCount: contentByteCount, compressedByteCount: offset)
        }
        return count
    }

    private var pendingBytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: input[pending]) }

    /// Begins the next member if there is one.
    private mutating func beginMember() throws -> Bool {
        while pending.count < Gzip.magic.count, try fill() > 0 {}
        if memberCount == 0 || pendingBytes.starts(with: Gzip.magic) {
            memberCount += 1
            isInMember = true
            try inflater.reset()
            return true
        }
        isAtEnd = true
        try skipPadding()
        return false
    }

    /// Reads on while there are zeros, with which some tools fill the last block of a tape.
    private mutating func skipPadding() throws {
        repeat {
            if pendingBytes.contains(where: { $0 != 0 }) {
                hasTrailingBytes = true
                return
            }
            pending = 0..<0
        } while try fill() > 0
    }

    /// Reads more of the file behind the pending bytes; returns the number of new bytes.
    private mutating func fill() throws -> Int {
        input.copyMemory(from: pendingBytes)
        let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: input[pending.count...]))
        pending = 0..<(pending.count + count)
        return count
    }
}
