internal import CZlib

/// Why a gzip file cannot be read on.
struct GzipDamage: Error, Hashable {
    /// How much of the file was read, in bytes.
    let offset: Int64
    /// The message of zlib, or that the file ends too early.
    let reason: String
}

/// The content of a gzip file, member by member, in bounded memory; checksums are checked.
///
/// libarchive could decode gzip too, but it neither checks the checksum nor tells what stands behind the first member.
struct GzipReader: ~Copyable {
    /// Reads the next bytes of the file into a buffer; returns 0 at the end.
    typealias Source = (UnsafeMutableRawBufferPointer) throws -> Int

    private static let inputByteCount = 1 << 20

    /// How many gzip members were begun.
    private(set) var memberCount = 0
    /// Whether something else follows the last member; zeros are padding.
    private(set) var hasTrailingBytes = false
    /// How much of the file was taken, in bytes.
    private(set) var offset: Int64 = 0

    private let source: Source
    /// On the heap: zlib remembers where the stream is, and refuses one that has moved.
    private let stream: UnsafeMutablePointer<z_stream>
    private let input: UnsafeMutableRawBufferPointer
    private var isInMember = false
    private var isAtEnd = false
    /// The error that is thrown when the bytes before it have been handed over.
    private var damage: GzipDamage?

    init(_ source: @escaping Source) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = czlib_inflate_init_gzip(stream)
        precondition(status == Z_OK, "zlib has no memory")
        self.source = source
        self.stream = stream
        input = .allocate(byteCount: Self.inputByteCount, alignment: 16)
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        input.deallocate()
    }

    /// Decodes the next bytes into a buffer.
    ///
    /// - Returns: How many there are; 0 at the end.
    /// - Throws: `GzipDamage`, and what the source throws.
    mutating func read(into output: UnsafeMutableRawBufferPointer) throws -> Int {
        if let damage { throw damage }
        stream.pointee.next_out = output.assumingMemoryBound(to: Bytef.self).baseAddress
        stream.pointee.avail_out = uInt(output.count)
        while !isAtEnd, Int(stream.pointee.avail_out) == output.count {
            if !isInMember, try !beginMember() { break }
            if stream.pointee.avail_in == 0, try fill() == 0 {
                throw GzipDamage(offset: offset, reason: "the file ends before its content does")
            }
            let before = Int(stream.pointee.avail_in)
            let status = inflate(stream, Z_NO_FLUSH)
            offset += Int64(before - Int(stream.pointee.avail_in))
            switch status {
            case Z_OK: break
            case Z_STREAM_END: isInMember = false
            default:
                let reason = stream.pointee.msg.map { String(cString: $0) } ?? "error \(status)"
                damage = GzipDamage(offset: offset, reason: reason)
                isAtEnd = true
            }
        }
        let count = output.count - Int(stream.pointee.avail_out)
        if count == 0, let damage { throw damage }
        return count
    }

    /// Begins the next member if there is one.
    private mutating func beginMember() throws -> Bool {
        while stream.pointee.avail_in < 2, try fill() > 0 {}
        let rest = UnsafeRawBufferPointer(start: stream.pointee.next_in, count: Int(stream.pointee.avail_in))
        if memberCount == 0 || rest.starts(with: FileFormat.gzip.magic) {
            memberCount += 1
            isInMember = true
            return inflateReset(stream) == Z_OK
        }
        isAtEnd = true
        try skipPadding()
        return false
    }

    /// Reads on while there are zeros, with which some tools fill the last block of a tape.
    private mutating func skipPadding() throws {
        repeat {
            let rest = UnsafeRawBufferPointer(start: stream.pointee.next_in, count: Int(stream.pointee.avail_in))
            if rest.contains(where: { $0 != 0 }) {
                hasTrailingBytes = true
                return
            }
            stream.pointee.avail_in = 0
        } while try fill() > 0
    }

    /// Reads more of the file behind what is left of it; returns how much.
    private mutating func fill() throws -> Int {
        let left = Int(stream.pointee.avail_in)
        if left > 0, let next = stream.pointee.next_in { input.baseAddress?.copyMemory(from: next, byteCount: left) }
        let count = try source(UnsafeMutableRawBufferPointer(rebasing: input[left...]))
        stream.pointee.next_in = input.assumingMemoryBound(to: Bytef.self).baseAddress
        stream.pointee.avail_in = uInt(left + count)
        return count
    }
}
