/// The bytes of a tar archive on their way into libarchive, limited so that a hostile archive cannot take all memory.
final class TarInput {
    /// libarchive keeps what describes one member in memory; no legitimate member needs as much as this.
    private static let headerByteLimit = 16 << 20

    /// The error of a callback, which libarchive cannot pass on.
    private(set) var error: (any Error)?

    private let source: ByteStream
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    /// The number of bytes that libarchive was given, and of those of the last block.
    private var givenByteCount: Int64 = 0
    private var lastByteCount = 0
    private var headerBytesLeft: Int?

    init(_ source: ByteStream) {
        self.source = source
    }

    deinit {
        buffer.deallocate()
    }

    func beginHeader() { headerBytesLeft = Self.headerByteLimit }
    func endHeader() { headerBytesLeft = nil }

    /// Reads the next block into the buffer; nil if that failed, with the reason in `error`.
    fileprivate func next() -> UnsafeRawBufferPointer? {
        do {
            let block = try read()
            if let left = headerBytesLeft {
                guard block.count <= left else {
                    throw TarError(reason: "the headers of one member take more than \(Self.headerByteLimit) bytes")
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
        lastByteCount = try source.read(into: buffer)
        givenByteCount += Int64(lastByteCount)
        return UnsafeRawBufferPointer(rebasing: buffer[..<lastByteCount])
    }

    /// Reads to the end and returns whether there is anything but zeros.
    ///
    /// - Parameter position: The number of bytes that libarchive has used of those that it was given.
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
func readBlock(
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
