package import Assets

/// Divides the tar archive of a tree into frames, without reading any content.
///
/// Frames end at file boundaries, so that an unchanged file gives the same frames wherever it is in the archive: the content
/// of a large file is divided every 4 MiB from its own start, and everything else (headers, small files, padding) is
/// gathered into frames that end once they reach 1 MiB.
package struct TarLayout: ~Copyable {
    /// The size of a large file's frames in bytes.
    static let frameByteCount = 4 << 20
    /// The size in bytes at which a gathered frame ends, and from which on a file is large.
    static let gatherByteCount = 1 << 20

    private let entries: [TreeEntry]
    private var tar: TarHeaders
    private var nextEntry = 0
    private var gathered = FramePlan()
    /// The large file that is being divided, with the offset of its next frame.
    private var cutting: (entry: Int, offset: Int64)?
    private var isEnded = false

    package init(_ entries: [TreeEntry]) throws(ArchiveError) {
        self.entries = entries
        tar = try TarHeaders()
    }

    /// Returns the next frame, or nil after the last one.
    package mutating func next() throws(ArchiveError) -> FramePlan? {
        while true {
            if let (entry, offset) = cutting { return cut(entry, at: offset) }
            guard nextEntry < entries.count else { return try lastFrame() }
            let index = nextEntry
            nextEntry += 1
            gathered.append(try tar.header(of: entries[index]))
            let size = entries[index].byteCount
            if size >= Int64(Self.gatherByteCount) {
                cutting = (index, 0)
                return takeGathered()
            }
            gathered.append(entry: index, offset: 0, byteCount: Int(size))
            gathered.append(TarBlocks.padding(after: size))
            if gathered.byteCount >= Self.gatherByteCount { return takeGathered() }
        }
    }

    private mutating func cut(_ entry: Int, at offset: Int64) -> FramePlan {
        let size = entries[entry].byteCount
        let count = min(size - offset, Int64(Self.frameByteCount))
        cutting = offset + count < size ? (entry, offset + count) : nil
        if cutting == nil { gathered.append(TarBlocks.padding(after: size)) }
        var frame = FramePlan()
        frame.placement = .inFile(isFirst: offset == 0, isLast: cutting == nil)
        frame.append(entry: entry, offset: offset, byteCount: Int(count))
        return frame
    }

    private mutating func lastFrame() throws(ArchiveError) -> FramePlan? {
        guard !isEnded else { return nil }
        isEnded = true
        gathered.append(try tar.end())
        return takeGathered()
    }

    private mutating func takeGathered() -> FramePlan {
        defer { gathered = FramePlan() }
        return gathered
    }
}

/// A frame of a bundle before anything is read: its bytes of the tar archive and their origin.
package struct FramePlan: Sendable {
    /// The position of a frame relative to large files.
    package enum Placement: Sendable, Hashable {
        /// Outside of large files: headers, small files, padding.
        case between
        /// A slice of a large file, and nothing else.
        case inFile(isFirst: Bool, isLast: Bool)
    }

    /// The position relative to large files, by which a bundle is divided into parts.
    fileprivate(set) var placement = Placement.between
    /// The size in the tar archive, in bytes.
    package private(set) var byteCount = 0
    /// The bytes that are in no file (headers and padding), with their offsets in the frame.
    private(set) var literals: [(bytes: [UInt8], offset: Int)] = []
    /// The slices that are read from files.
    package private(set) var slices: [ContentSlice] = []
}

extension FramePlan {
    fileprivate mutating func append(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        literals.append((bytes, byteCount))
        byteCount += bytes.count
    }

    fileprivate mutating func append(entry: Int, offset: Int64, byteCount count: Int) {
        guard count > 0 else { return }
        slices.append(ContentSlice(entry: entry, offset: offset, destination: byteCount..<byteCount + count))
        byteCount += count
    }

    /// Returns the bytes of the frame, reading its slices of files.
    package func bytes(from content: some TreeContent) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            for (bytes, offset) in literals {
                UnsafeMutableRawBufferPointer(rebasing: raw[offset..<offset + bytes.count]).copyBytes(from: bytes)
            }
            try content.read(slices, into: raw)
            count = byteCount
        }
    }
}
