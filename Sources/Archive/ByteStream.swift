package import Basics

/// A sequence of bytes that is read once, buffer by buffer: a file, the decoded content of another stream, or memory.
package struct ByteStream {
    private let readNext: (UnsafeMutableRawBufferPointer) throws -> Int

    /// Creates a stream from a function.
    ///
    /// - Parameter readNext: Reads the next bytes into a buffer and returns their number; 0 at the end.
    package init(_ readNext: @escaping (UnsafeMutableRawBufferPointer) throws -> Int) {
        self.readNext = readNext
    }

    /// Creates a stream of all bytes of a source.
    package init(_ source: any ByteSource) {
        var offset = 0
        self.init { buffer in
            let count = min(buffer.count, source.byteCount - offset)
            try source.read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
            offset += count
            return count
        }
    }

    /// Creates a stream of bytes in memory, for tests and fuzz targets.
    package init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        self.init { buffer in
            let next = rest.prefix(buffer.count)
            buffer.copyBytes(from: next)
            rest = rest.dropFirst(next.count)
            return next.count
        }
    }

    /// Reads the next bytes into a buffer and returns their number; 0 at the end.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { try readNext(buffer) }
}
