internal import Assets

/// Generates the headers of a reproducible tar archive: plain ustar where that suffices, pax only where it does not.
///
/// ustar headers contain names as they are, in UTF-8, as those of GNU tar and Python do. From a pax record, libarchive would
/// read the same name in Unicode's form C: two files whose names differ only in their form would become one.
struct TarHeaders: ~Copyable {
    private var ustar: HeaderWriter

    init() throws(ArchiveError) {
        ustar = try HeaderWriter(.ustar)
    }

    /// Returns the header of an entry: one or more blocks of 512 bytes.
    mutating func header(of entry: TreeEntry) throws(ArchiveError) -> [UInt8] {
        if let header = try ustar.header(of: entry) { return header }
        // Rare enough to start an archive for it.
        var pax = try HeaderWriter(entry.isASCII ? .pax : .binaryPax)
        if let header = try pax.header(of: entry) { return header }
        throw .library(function: "archive_write_header of '\(entry.path)'", reason: "no tar header can express it")
    }

    /// Ends the archive and returns its last bytes.
    mutating func end() throws(ArchiveError) -> [UInt8] { try ustar.end() }
}

/// The blocks that a tar archive consists of.
enum TarBlocks {
    private static let byteCount: Int64 = 512

    /// Returns the zeros that fill the last block of a content.
    static func padding(after contentByteCount: Int64) -> [UInt8] {
        let rest = contentByteCount % byteCount
        return rest == 0 ? [] : [UInt8](repeating: 0, count: Int(byteCount - rest))
    }
}

extension TreeEntry {
    fileprivate var isASCII: Bool {
        let target = if case .link(let target) = kind { target } else { "" }
        return path.utf8.allSatisfy { $0 < 0x80 } && target.utf8.allSatisfy { $0 < 0x80 }
    }
}
