package import Assets

/// Cuts a bundle into the parts that it is sent in.
///
/// S3 copies parts of an object on the server, and tells the digest of each: what has not changed since the last
/// publication is copied, if its bytes are a part again. So parts are cut by what is near the cut: inside a large file at
/// fixed places from the file's own start, and at its end if enough is there. Between large files, they end with a frame.
///
/// S3's rules: 5 MiB at least in each part but the last one, and 10,000 parts at most.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html>
package struct PartCutter: Sendable {
    /// The fewest bytes of a part, and where the first cut of a large file is.
    package let least: Int
    /// How far apart the further cuts of a large file are, and when a part ends between files.
    private let usual: Int
    private var inPart = 0
    private var untilCut = 0

    /// The size up to which an object is sent at once: nothing is gained by parts.
    package static let wholeByteLimit = 8 << 20

    /// Starts before the first byte.
    ///
    /// - Parameter byteCount: The size of the content: a rule of the asset alone, so that it has the same parts, and so the
    ///   same checksum, in every store.
    package init(byteCount: Int64) {
        least = Self.partSize(from: 5 << 20, byteCount: byteCount)
        usual = least / 5 * 8
    }

    /// A size of parts of which S3's 10,000 are enough, a power of two times another size.
    ///
    /// A tenth of them is left for long names and content that grows by compression.
    package static func partSize(from least: Int, byteCount: Int64) -> Int {
        var size = least
        while byteCount / Int64(size) >= 9000 { size *= 2 }
        return size
    }

    /// Starts before the first byte of a tree's bundle.
    package init(_ entries: [TreeEntry]) {
        // A header and padding for every entry, as in the tar archive.
        self.init(byteCount: entries.reduce(0) { $0 + 1024 + $1.byteCount })
    }

    /// The most bytes of a part, as a rule: a frame may go beyond it.
    package var largestPart: Int { least + usual }

    /// Takes what stands between large files: header, gathered frames, trailer.
    ///
    /// - Returns: The cuts in it, as numbers of its bytes before each.
    package mutating func cut(between byteCount: Int) -> [Int] {
        inPart += byteCount
        guard inPart >= usual else { return [] }
        inPart = 0
        return [byteCount]
    }

    /// Takes a frame of a large file.
    ///
    /// - Returns: The cuts in it, as numbers of its bytes before each.
    package mutating func cut(inFile byteCount: Int, isFirst: Bool, isLast: Bool) -> [Int] {
        var cuts: [Int] = []
        if isFirst {
            untilCut = least
            if inPart >= least { end(at: 0, &cuts) }
        }
        var position = 0
        while byteCount - position >= untilCut {
            position += untilCut
            untilCut = usual
            end(at: position, &cuts)
        }
        untilCut -= byteCount - position
        inPart += byteCount - position
        if isLast, inPart >= least { end(at: byteCount, &cuts) }
        return cuts
    }

    private mutating func end(at position: Int, _ cuts: inout [Int]) {
        cuts.append(position)
        inPart = 0
    }
}
