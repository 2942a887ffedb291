/// Consecutive bytes of a bundle: the header, a frame, or the trailer.
public struct BundleSlice: Sendable {
    /// The origin of the bytes.
    package enum Content: Sendable {
        /// New bytes.
        case made([UInt8])
        /// Bytes of the base; no content was read for them.
        case reused(ReusedFrame)

        var byteCount: Int {
            switch self {
            case .made(let bytes): bytes.count
            case .reused(let frame): frame.source.count
            }
        }
    }

    package let content: Content
    /// The position relative to large files, by which the object is divided into parts.
    package let placement: FramePlan.Placement

    /// Returns the bytes, and reads and compresses those of a reused frame for it.
    public func bytes() throws -> [UInt8] {
        switch content {
        case .made(let bytes): bytes
        case .reused(let frame): try frame.bytes()
        }
    }

    package var byteCount: Int { content.byteCount }
}

/// A frame that the base contains.
package struct ReusedFrame: Sendable {
    /// The range of the frame in the base.
    package let source: Range<Int64>
    private let make: @Sendable () throws -> [UInt8]

    init(source: Range<Int64>, make: @Sendable @escaping () throws -> [UInt8]) {
        self.source = source
        self.make = make
    }

    /// Reads and compresses the frame, for a part that cannot be copied because it has new bytes too.
    ///
    /// - Throws: `ArchiveError.baseDiffers` if the base does not match its index.
    package func bytes() throws -> [UInt8] {
        let bytes = try make()
        guard bytes.count == source.count else { throw ArchiveError.baseDiffers }
        return bytes
    }
}
