internal import Archive
internal import Hashing

/// A part of an object on its way to a store.
struct UploadPart: Sendable {
    /// Consecutive bytes of a part.
    enum Segment: Sendable {
        /// Bytes in memory.
        case made(ArraySlice<UInt8>)
        /// A range of a frame that the base contains.
        case reused(ReusedFrame, Range<Int>)

        var byteCount: Int {
            switch self {
            case .made(let bytes): bytes.count
            case .reused(_, let range): range.count
            }
        }
    }

    /// The part's number, from 1 on.
    let number: Int
    /// The part's offset in the object.
    let offset: Int64
    /// The part's bytes.
    let segments: [Segment]

    var byteCount: Int { segments.reduce(0) { $0 + $1.byteCount } }

    /// The range of the base that holds exactly the part's bytes; nil if there is none.
    var source: Range<Int64>? {
        var source: Range<Int64>?
        for segment in segments {
            guard case .reused(let frame, let range) = segment else { return nil }
            let start = frame.source.lowerBound + Int64(range.lowerBound)
            guard source == nil || source?.upperBound == start else { return nil }
            source = (source?.lowerBound ?? start)..<start + Int64(range.count)
        }
        return source
    }

    /// Returns the part's bytes, and compresses the reused frames for it.
    func bytes() throws -> JoinedSlices {
        JoinedSlices(
            try segments.map { segment in
                switch segment {
                case .made(let bytes): bytes
                case .reused(let frame, let range): try frame.bytes()[range]
                }
            }
        )
    }
}
