/// Bytes that are read slice by slice, so that a request body or file need not be in memory as a whole.
///
/// One reader at a time reads the bytes in order, and may start again at offset 0 at any time.
public protocol ByteSource: Sendable {
    /// The number of bytes.
    var byteCount: Int { get }

    /// Fills a buffer with the bytes from an offset on, which are at least as many as the buffer holds.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws

    /// Calls a function with all bytes in their order, slice by slice, and with the offset of each slice.
    func forEachPiece(_ body: (_ piece: RawSpan, _ offset: Int) throws -> Void) throws
}

extension ByteSource {
    /// Reads slices of 1 MiB.
    public func forEachPiece(_ body: (_ piece: RawSpan, _ offset: Int) throws -> Void) throws {
        let pieceSize = min(byteCount, 1 << 20)
        try withUnsafeTemporaryAllocation(byteCount: pieceSize, alignment: 16) { buffer in
            for offset in stride(from: 0, to: byteCount, by: max(1, pieceSize)) {
                let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(pieceSize, byteCount - offset)])
                try read(at: offset, into: piece)
                try body(UnsafeRawBufferPointer(piece).bytes, offset)
            }
        }
    }
}

extension [UInt8]: ByteSource {
    /// The number of elements.
    public var byteCount: Int { count }

    /// Copies the elements from an offset on into a buffer.
    public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) {
        withUnsafeBytes { bytes in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + buffer.count]))
        }
    }

    /// Calls the function once with all bytes.
    public func forEachPiece(_ body: (_ piece: RawSpan, _ offset: Int) throws -> Void) rethrows {
        try body(span.bytes, 0)
    }
}
