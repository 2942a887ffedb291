internal import Hashing

/// Verifies the compressed bytes of a bundle: the header, the frames, and the trailer, each of the size in the index.
struct BundleStream: ~Copyable {
    private enum Section {
        case header
        case frame(Int)
        case trailer
        case end
    }

    private let frames: [FrameRecord]
    private let trailer: [UInt8]
    private var content: BundleContent
    private var decoder: FrameDecoder
    private var section: Section
    /// The number of bytes of the section that are still to come.
    private var left: Int

    init(_ description: BundleDescription, frames: [FrameRecord]) throws(ArchiveError) {
        let trailer = try Self.checkFrames(frames, byteCount: description.byteCount)
        let decoder = try FrameDecoder()
        let content = try BundleContent(of: description)
        // Set last: a value that cannot be copied cannot be half initialized when `init` throws.
        self.frames = frames
        self.trailer = trailer
        self.content = content
        self.decoder = decoder
        section = .header
        left = Gzip.header.count
    }

    /// Checks that the sizes of the frames add up to that of the object, and returns the trailer that must follow them.
    private static func checkFrames(_ frames: [FrameRecord], byteCount: Int64) throws(ArchiveError) -> [UInt8] {
        let reason = "the sizes of its frames do not add up to its size"
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
            switch section {
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
        guard case .end = section else { throw .mismatch(what: "its end is missing") }
        try content.finish()
    }

    private func check(_ part: UnsafeRawBufferPointer, against expected: [UInt8]) throws(ArchiveError) {
        guard part.elementsEqual(expected.suffix(left).prefix(part.count)) else {
            throw .mismatch(what: "its gzip header or trailer")
        }
    }

    private mutating func endSegment() throws(ArchiveError) {
        switch section {
        case .header: begin(frame: 0)
        case .frame(let index):
            try decoder.endFrame()
            try content.endFrame()
            begin(frame: index + 1)
        case .trailer, .end: section = .end
        }
    }

    private mutating func begin(frame index: Int) {
        guard index < frames.count else {
            section = .trailer
            left = trailer.count
            return
        }
        content.beginFrame(index, frames[index])
        section = .frame(index)
        left = frames[index].byteCount
    }
}
