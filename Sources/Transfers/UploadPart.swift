internal import Archive
internal import Hashing

/// A part of an object on its way to a store.
struct UploadPart: Sendable {
    /// A slice of a part.
    enum Segment: Sendable {
        /// Bytes that are here.
        case made(ArraySlice<UInt8>)
        /// A range of a frame that a previous object has.
        case reused(ReusedFrame, Range<Int>)

        var byteCount: Int {
            switch self {
            case .made(let bytes): bytes.count
            case .reused(_, let range): range.count
            }
        }
    }

    /// Its number, from 1 on.
    let number: Int
    /// Where it begins in the object.
    let offset: Int64
    /// Its bytes, one after another.
    let segments: [Segment]

    var byteCount: Int { segments.reduce(0) { $0 + $1.byteCount } }

    /// Where a previous object has all of the part's bytes, one after another; nil if it has not.
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

    /// The part's bytes; those of a previous object's frames are made anew.
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
