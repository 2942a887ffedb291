package import Assets
internal import Hashing

/// The frames that two bundles share, found without reading content.
///
/// A frame is known by what it is made of: headers, and files by their digests. The same encoder makes the same bytes of the
/// same frame.
package struct FrameReuse: Sendable {
    /// A frame of the base.
    package struct Frame: Sendable {
        /// The frame as its index describes it.
        let frame: FrameRecord
        /// The range of the frame in the base.
        package let source: Range<Int64>
    }

    /// The shared frame for each frame of the new bundle.
    private let frames: [Frame?]
    /// The total size of the base's parts that can be copied whole.
    package let copyableByteCount: Int64
    /// The size of the new bundle, if it is compressed as well as the base.
    package let likelyByteCount: Int64

    /// Compares a tree with a base.
    ///
    /// Nil where nothing can be copied: no parts are known, or the index contradicts itself.
    ///
    /// - Parameters:
    ///   - content: The new tree, with the checksums of its files.
    ///   - base: A bundle that the same encoder made.
    ///   - parts: The ranges of the parts that it was sent in.
    package init?(
        _ content: KnownContent,
        from base: BundleDescription,
        parts: [Range<Int64>]
    ) throws(ArchiveError) {
        guard let baseFrames = base.frames, let known = try Self.frames(of: base, baseFrames) else {
            return nil
        }
        var layout = try TarLayout(content.tree.entries.map(\.entry))
        var frames: [Frame?] = []
        var run = Run()
        var tarByteCount: Int64 = 0
        while let frame = try layout.next() {
            tarByteCount += Int64(frame.byteCount)
            guard let (number, found) = known[frame.identity { content.tree.entries.digests[$0] }],
                found.frame.tarByteCount == frame.byteCount,
                // An index that lies about a checksum would spoil the new bundle's.
                frame.checksum(content.checksums).map({ $0 == found.frame.crc32 }) ?? true
            else {
                frames.append(nil)
                run.end()
                continue
            }
            frames.append(found)
            run.add(number, found.source)
        }
        run.end()
        self.frames = frames
        let copyable = parts.filter { part in
            run.ranges.contains { $0.lowerBound <= part.lowerBound && part.upperBound <= $0.upperBound }
        }
        copyableByteCount = copyable.reduce(0) { $0 + Int64($1.count) }
        let baseTarByteCount = baseFrames.reduce(Int64(0)) { $0 + Int64($1.tarByteCount) }
        let ratio = Double(base.byteCount) / Double(max(1, baseTarByteCount))
        likelyByteCount = Int64(Double(tarByteCount) * ratio)
    }

    /// The frame of the base that is the same as one of the new bundle.
    func frame(_ index: Int) -> Frame? { frames[index] }

    private static func frames(
        of base: BundleDescription,
        _ baseFrames: [FrameRecord]
    ) throws(ArchiveError) -> [SHA256Digest: (Int, Frame)]? {
        var layout = try TarLayout(base.entries.map(\.entry))
        var known: [SHA256Digest: (Int, Frame)] = [:]
        var (number, offset) = (0, Int64(Gzip.header.count))
        while let frame = try layout.next() {
            guard number < baseFrames.count, baseFrames[number].tarByteCount == frame.byteCount else {
                return nil
            }
            let end = offset + Int64(baseFrames[number].byteCount)
            guard end <= base.byteCount else { return nil }
            let frame = frame.identity { base.entries[$0].digest }
            known[frame] = (number, Frame(frame: baseFrames[number], source: offset..<end))
            (number, offset) = (number + 1, end)
        }
        return number == baseFrames.count ? known : nil
    }

    /// Frames that follow each other in both bundles.
    private struct Run {
        private(set) var ranges: [Range<Int64>] = []
        private var current: (next: Int, range: Range<Int64>)?

        mutating func add(_ number: Int, _ source: Range<Int64>) {
            if let (next, range) = current, next == number {
                current = (number + 1, range.lowerBound..<source.upperBound)
            } else {
                end()
                // The header before the first frame is always the same.
                current = (number + 1, (number == 0 ? 0 : source.lowerBound)..<source.upperBound)
            }
        }

        mutating func end() {
            if let (_, range) = current { ranges.append(range) }
            current = nil
        }
    }
}

extension FramePlan {
    /// A digest of the origin of the frame's bytes: equal for equal bytes.
    fileprivate func identity(_ digest: (Int) -> SHA256Digest?) -> SHA256Digest {
        var hash = SHA256()
        func add(_ numbers: Int...) {
            numbers.withUnsafeBytes { hash.update($0.bytes) }
        }
        for (bytes, offset) in literals {
            add(0, offset, bytes.count)
            hash.update(bytes.span.bytes)
        }
        for slice in slices {
            add(1, Int(slice.offset), slice.destination.lowerBound, slice.destination.count)
            if let digest = digest(slice.entry) { hash.update(digest.bytes.span.bytes) }
        }
        return hash.finish()
    }

    /// The checksum of the frame's bytes, as far as it follows from those of whole files.
    fileprivate func checksum(_ checksums: [UInt32]) -> UInt32? {
        guard case .between = placement else { return nil }
        let runs =
            literals.map { ($0.offset, $0.bytes.count, CRC32.checksum($0.bytes)) }
            + slices.map { ($0.destination.lowerBound, $0.destination.count, checksums[$0.entry]) }
        return runs.sorted { $0.0 < $1.0 }.reduce(0) { CRC32.combine($0, $1.2, secondByteCount: $1.1) }
    }
}
