internal import Archive
package import Assets

/// The division of a bundle into the parts that it is sent in.
///
/// S3 copies parts of an object on the server, and returns the digest of each: parts that have not changed since the last
/// publication are copied. So a cut depends on the bytes near it only: inside a large file cuts stand at fixed distances
/// from the file's start, and at its end if the part is long enough. Between large files, parts end with a frame.
///
/// S3's rules: at least 5 MiB in each part but the last one, and at most 10,000 parts.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html>
package struct PartLayout: Sendable {
    /// The least size of a part, and the distance of a large file's first cut from its start.
    package let least: Int
    /// The distance of a large file's further cuts from each other, and the size of parts between large files.
    private let usual: Int
    private var inPart = 0
    private var untilCut = 0

    /// The size up to which an object is sent with one request.
    package static let wholeByteLimit = 8 << 20

    /// Creates the layout of an object, before its first byte.
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

    /// Creates the layout of a tree's bundle.
    package init(_ entries: [TreeEntry]) {
        // A header and padding for every entry, as in the tar archive.
        self.init(byteCount: entries.reduce(0) { $0 + 1024 + $1.byteCount })
    }

    /// Adds a slice of the bundle.
    ///
    /// - Returns: The ranges of the slice's bytes that belong to one part each, and whether the part ends with them.
    mutating func divide(_ slice: BundleSlice) -> [(range: Range<Int>, endsPart: Bool)] {
        let cuts =
            switch slice.placement {
            case .between: cut(between: slice.byteCount)
            case .inFile(let isFirst, let isLast): cut(inFile: slice.byteCount, isFirst: isFirst, isLast: isLast)
            }
        let ended = zip([0] + cuts, cuts).map { (range: $0..<$1, endsPart: true) }
        return ended + [(range: (cuts.last ?? 0)..<slice.byteCount, endsPart: false)]
    }

    /// Adds bytes between large files: the header, a frame of small files, the trailer.
    ///
    /// - Returns: The ends of parts in it, as numbers of its bytes before each.
    package mutating func cut(between byteCount: Int) -> [Int] {
        inPart += byteCount
        guard inPart >= usual else { return [] }
        inPart = 0
        return [byteCount]
    }

    /// Adds a frame of a large file.
    ///
    /// - Returns: The ends of parts in it, as numbers of its bytes before each.
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
