/// Consecutive bytes of a bundle, handed out in the order in which they stand in it: a frame, the header, or the trailer.
public struct BundleSlice: Sendable {
    /// Where the bytes come from.
    package enum Content: Sendable {
        /// Bytes that were made.
        case made([UInt8])
        /// Bytes that a previous bundle has: nothing was read.
        case reused(ReusedFrame)

        var byteCount: Int {
            switch self {
            case .made(let bytes): bytes.count
            case .reused(let frame): frame.source.count
            }
        }
    }

    package let content: Content
    /// Where parts of the object end, as numbers of the slice's bytes before each.
    package let cuts: [Int]

    /// Returns the bytes; compresses a reused frame now, which was not needed so far.
    public func bytes() throws -> [UInt8] {
        switch content {
        case .made(let bytes): bytes
        case .reused(let frame): try frame.bytes()
        }
    }

    package var byteCount: Int { content.byteCount }
}

/// A frame whose bytes a previous bundle has.
package struct ReusedFrame: Sendable {
    /// Where the bytes are in the previous object.
    package let source: Range<Int64>
    private let make: @Sendable () throws -> [UInt8]

    init(source: Range<Int64>, make: @Sendable @escaping () throws -> [UInt8]) {
        self.source = source
        self.make = make
    }

    /// Makes the bytes after all, where a part has some that are new.
    ///
    /// - Throws: `ArchiveError.previousDiffers` if the previous bundle is not what its index says.
    package func bytes() throws -> [UInt8] {
        let bytes = try make()
        guard bytes.count == source.count else { throw ArchiveError.previousDiffers }
        return bytes
    }
}
