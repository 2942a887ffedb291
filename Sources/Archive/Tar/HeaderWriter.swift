internal import Assets
internal import CArchive

/// A tar archive that libarchive writes into memory, without the content of its files.
///
/// Content goes straight from a file into the frame that is compressed.
struct HeaderWriter: ~Copyable {
    enum Format {
        case ustar
        /// ustar with extended records where it needs them.
        case pax
        /// pax with names that are declared to be bytes (`hdrcharset=BINARY`): readers do not convert them, in any locale.
        case binaryPax
    }

    /// The size from which on starting a new archive is faster than libarchive's filling of an entry with zeros.
    private static let largeByteCount: Int64 = 1 << 20

    private let format: Format
    private var archive: OpaquePointer
    private let output: Output

    init(_ format: Format) throws(ArchiveError) {
        let output = Output()
        archive = try Self.open(format, output)
        self.output = output
        self.format = format
    }

    private static func open(_ format: Format, _ output: Output) throws(ArchiveError) -> OpaquePointer {
        guard let archive = archive_write_new() else {
            throw .library(function: "archive_write_new", reason: "no memory")
        }
        do throws(ArchiveError) {
            switch format {
            case .ustar:
                try Self.check(archive_write_set_format_ustar(archive), archive, "archive_write_set_format_ustar")
            case .pax, .binaryPax:
                let status = archive_write_set_format_pax_restricted(archive)
                try Self.check(status, archive, "archive_write_set_format_pax_restricted")
            }
            if format == .binaryPax {
                let status = archive_write_set_format_option(archive, "pax", "hdrcharset", "BINARY")
                try Self.check(status, archive, "archive_write_set_format_option")
            }
            // No blocking: a header is complete when the call returns, and the end is not padded to 10,240 bytes.
            try Self.check(archive_write_set_bytes_per_block(archive, 0), archive, "archive_write_set_bytes_per_block")
            // `output` lives as long as the value that owns the archive.
            let context = Unmanaged.passUnretained(output).toOpaque()
            let status = archive_write_open2(archive, context, nil, receive, nil, nil)
            try Self.check(status, archive, "archive_write_open2")
        } catch {
            archive_write_free(archive)
            throw error
        }
        return archive
    }

    deinit {
        // Freeing the archive closes it, which writes.
        output.isDropping = true
        archive_write_free(archive)
    }

    /// Returns the header of an entry, or nil if the format cannot express it.
    mutating func header(of entry: TreeEntry) throws(ArchiveError) -> [UInt8]? {
        guard let header = archive_entry_new() else {
            throw .library(function: "archive_entry_new", reason: "no memory")
        }
        defer { archive_entry_free(header) }
        entry.describe(in: header)
        let status = archive_write_header(archive, header)
        if status == ARCHIVE_FAILED { return nil }
        try Self.check(status, archive, "archive_write_header of '\(entry.path)'")
        defer { output.bytes = [] }
        try skipContent(entry.byteCount)
        return output.bytes
    }

    /// Ends the archive and returns its last bytes.
    mutating func end() throws(ArchiveError) -> [UInt8] {
        try Self.check(archive_write_close(archive), archive, "archive_write_close")
        defer { output.bytes = [] }
        return output.bytes
    }

    /// Continues as if the content of the last entry had been written.
    private mutating func skipContent(_ byteCount: Int64) throws(ArchiveError) {
        // libarchive would write zeros in its place, a thousand at a time: 50 ms per GiB.
        guard byteCount < Self.largeByteCount else {
            let next = try Self.open(format, output)
            // An archive that cannot write is closed without the zeros.
            output.isRefusing = true
            archive_write_free(archive)
            output.isRefusing = false
            archive = next
            return
        }
        output.isDropping = true
        defer { output.isDropping = false }
        try Self.check(archive_write_finish_entry(archive), archive, "archive_write_finish_entry")
    }

    /// A warning is an error here: libarchive warns when it has written something else than the entry describes.
    private static func check(_ status: CInt, _ archive: OpaquePointer, _ function: String) throws(ArchiveError) {
        guard status != ARCHIVE_OK else { return }
        let reason = archive_error_string(archive).map { String(cString: $0) } ?? "error \(status)"
        throw .library(function: function, reason: reason)
    }
}

extension TreeEntry {
    /// Sets the fields of a header, none of which can differ between two machines.
    fileprivate func describe(in header: OpaquePointer) {
        archive_entry_set_mtime(header, 0, 0)
        archive_entry_set_size(header, la_int64_t(byteCount))
        switch kind {
        case .directory:
            archive_entry_set_pathname(header, path + "/")
            archive_entry_set_filetype(header, CARCHIVE_DIRECTORY)
            archive_entry_set_perm(header, 0o755)
        case .file(_, let isExecutable):
            archive_entry_set_pathname(header, path)
            archive_entry_set_filetype(header, CARCHIVE_REGULAR_FILE)
            archive_entry_set_perm(header, isExecutable ? 0o755 : 0o644)
        case .link(let target):
            archive_entry_set_pathname(header, path)
            archive_entry_set_filetype(header, CARCHIVE_SYMBOLIC_LINK)
            archive_entry_set_symlink(header, target)
            archive_entry_set_perm(header, 0o777)
        }
    }
}

/// The bytes of libarchive since the last header was returned.
private final class Output {
    var bytes: [UInt8] = []
    var isDropping = false
    var isRefusing = false
}

/// Appends to memory only: an error here could not pass through libarchive.
private func receive(
    _: OpaquePointer?,
    context: UnsafeMutableRawPointer?,
    bytes: UnsafeRawPointer?,
    count: Int
) -> Int {
    guard let context else { return -1 }
    let output = Unmanaged<Output>.fromOpaque(context).takeUnretainedValue()
    if output.isRefusing { return -1 }
    if !output.isDropping { output.bytes.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count)) }
    return count
}
