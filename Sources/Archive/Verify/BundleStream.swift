internal import Hashing

/// The compressed bytes of a bundle: header, frames, and trailer, each where the index says.
struct BundleStream: ~Copyable {
    private enum Segment {
        case header
        case frame(Int)
        case trailer
        case end
    }

    private let frames: [FrameRecord]
    private let trailer: [UInt8]
    private var content: BundleContent
    private var decoder: FrameDecoder
    private var segment: Segment
    /// How much of the segment is still to come, in bytes.
    private var left: Int

    init(_ description: BundleDescription, frames: [FrameRecord]) throws(ArchiveError) {
        let trailer = try Self.checkFrames(frames, byteCount: description.byteCount)
        let decoder = try FrameDecoder()
        let content = try BundleContent(of: description)
        // Set last: a value that cannot be copied cannot be half made when `init` throws.
        self.frames = frames
        self.trailer = trailer
        self.content = content
        self.decoder = decoder
        segment = .header
        left = Gzip.header.count
    }

    /// Checks that the frames make an object of the index's size, and returns the trailer that must follow them.
    private static func checkFrames(_ frames: [FrameRecord], byteCount: Int64) throws(ArchiveError) -> [UInt8] {
        let reason = "its frames do not make its size"
        var left = byteCount - Int64(Gzip.header.count)
        var tarByteCount: Int64 = 0
        var checksum: UInt32 = 0
        for frame in frames {
            guard frame.byteCount > 0, frame.tarByteCount > 0, Int64(frame.byteCount) <= left,
                Int64(frame.tarByteCount) <= .max - tarByteCount
            else { throw .invalidIndex(reason: reason) }
            left -= Int64(frame.byteCount)
            tarByteCount += Int64(frame.tarByteCount)
            checksum = CRC32.combine(checksum, frame.crc32, secondByteCount: frame.tarByteCount)
        }
        let trailer = Gzip.trailer(crc32: checksum, byteCount: tarByteCount)
        guard left == Int64(trailer.count) else { throw .invalidIndex(reason: reason) }
        return trailer
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        var bytes = bytes
        while !bytes.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: bytes.prefix(left))
            bytes = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(left))
            switch segment {
            case .header: try check(part, against: Gzip.header)
            case .frame: try decoder.decode(part, into: &content)
            case .trailer: try check(part, against: trailer)
            case .end: throw .mismatch(what: "bytes after its end")
            }
            left -= part.count
            if left == 0 { try endSegment() }
        }
    }

    consuming func finish() throws(ArchiveError) {
        guard case .end = segment else { throw .mismatch(what: "its end is missing") }
        try content.finish()
    }

    private func check(_ part: UnsafeRawBufferPointer, against expected: [UInt8]) throws(ArchiveError) {
        guard part.elementsEqual(expected.suffix(left).prefix(part.count)) else {
            throw .mismatch(what: "its gzip header or trailer")
        }
    }

    private mutating func endSegment() throws(ArchiveError) {
        switch segment {
        case .header: begin(frame: 0)
        case .frame(let index):
            try decoder.endFrame()
            try content.endFrame()
            begin(frame: index + 1)
        case .trailer, .end: segment = .end
        }
    }

    private mutating func begin(frame index: Int) {
        guard index < frames.count else {
            segment = .trailer
            left = trailer.count
            return
        }
        content.beginFrame(index, frames[index])
        segment = .frame(index)
        left = frames[index].byteCount
    }
}
