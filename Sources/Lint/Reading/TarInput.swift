/// A gzip file whose content expands without measure.
struct Expansion: Error, Hashable {
    let byteCount: Int64
    let compressedByteCount: Int64
}

/// Decoded bytes on their way into libarchive, with the limits that keep hostile archives from taking all memory or time.
final class TarInput {
    /// libarchive holds what describes one member in memory; nobody needs as much as this for it.
    private static let headerByteLimit = 16 << 20
    /// How many bytes one byte may make: deflate can make 1,032 of it, of weights it does not even make 10.
    private static let ratioLimit: Int64 = 500
    /// How much is let through whatever the ratio: this much of zeros may be a test.
    private static let expansionFreeByteCount: Int64 = 4 << 30

    var gzip: GzipReader
    /// The error of a callback, which libarchive cannot pass on.
    private(set) var error: (any Error)?

    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    /// How many bytes libarchive was given, and how many of them last.
    private var givenByteCount: Int64 = 0
    private var lastByteCount = 0
    private var headerBytesLeft: Int?

    init(_ gzip: consuming GzipReader) {
        self.gzip = gzip
    }

    deinit {
        buffer.deallocate()
    }

    func beginHeader() { headerBytesLeft = Self.headerByteLimit }
    func endHeader() { headerBytesLeft = nil }

    /// Decodes the next block into the buffer; nil if that failed, with the reason in `error`.
    fileprivate func next() -> UnsafeRawBufferPointer? {
        do {
            let block = try read()
            if let left = headerBytesLeft {
                guard block.count <= left else {
                    throw TarDamage(reason: "what describes one member takes more than \(Self.headerByteLimit) bytes")
                }
                headerBytesLeft = left - block.count
            }
            return block
        } catch {
            self.error = error
            return nil
        }
    }

    private func read() throws -> UnsafeRawBufferPointer {
        try Task.checkCancellation()
        lastByteCount = try gzip.read(into: buffer)
        givenByteCount += Int64(lastByteCount)
        guard givenByteCount < Self.expansionFreeByteCount || givenByteCount / gzip.offset < Self.ratioLimit else {
            throw Expansion(byteCount: givenByteCount, compressedByteCount: gzip.offset)
        }
        return UnsafeRawBufferPointer(rebasing: buffer[..<lastByteCount])
    }

    /// Reads to the end and says whether there is anything but zeros.
    ///
    /// - Parameter position: How many bytes libarchive has taken of those that it was given.
    func drain(from position: Int64) throws -> Bool {
        let left = min(max(0, Int(givenByteCount - position)), lastByteCount)
        var block = UnsafeRawBufferPointer(rebasing: buffer[(lastByteCount - left)..<lastByteCount])
        var hasMore = false
        repeat {
            hasMore = hasMore || block.contains { $0 != 0 }
            block = try read()
        } while !block.isEmpty
        return hasMore
    }
}

/// Gives libarchive the next block: nothing that is called here throws.
func receive(
    _: OpaquePointer?,
    context: UnsafeMutableRawPointer?,
    block: UnsafeMutablePointer<UnsafeRawPointer?>?
) -> Int {
    guard let context, let bytes = Unmanaged<TarInput>.fromOpaque(context).takeUnretainedValue().next() else {
        return -1
    }
    block?.pointee = bytes.baseAddress
    return bytes.count
}
