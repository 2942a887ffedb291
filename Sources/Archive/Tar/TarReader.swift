internal import CArchive
internal import Glibc

/// A tar archive that cannot be read any further.
package struct TarError: Error, Hashable {
    /// The message of libarchive, or the limit that the archive exceeds.
    package let reason: String
    /// Whether not even a first header was found.
    package var isNotTar = false
}

/// The members of a tar archive of any origin, read by libarchive; content that is not read is skipped.
///
///     var gzip = try GzipReader(source)
///     var tar = try TarReader(ByteStream { try gzip.read(into: $0) })
///     while let member = try tar.next() { … }
///     let hasMore = try tar.finish()
package struct TarReader: ~Copyable {
    private let archive: OpaquePointer
    private let input: TarInput
    private var count = 0

    /// Reads the first block of an archive.
    ///
    /// - Throws: `TarError` if it is no tar archive, and what the source throws.
    package init(_ source: ByteStream) throws {
        guard let archive = archive_read_new() else {
            throw ArchiveError.library(function: "archive_read_new", reason: "no memory")
        }
        let input = TarInput(source)
        do throws(TarError) {
            // No other format and no filter: what SageMaker does not take must not be read here either.
            try Self.check(archive_read_support_format_tar(archive), archive)
            // `input` lives as long as this value, which owns the archive.
            let context = Unmanaged.passUnretained(input).toOpaque()
            try Self.check(archive_read_open2(archive, context, nil, readBlock, nil, nil), archive)
        } catch {
            archive_read_free(archive)
            // The first block is read here, and recognised or not.
            throw input.error ?? TarError(reason: error.reason, isNotTar: true)
        }
        // Set last: a value that cannot be copied cannot be half initialized when `init` throws.
        self.archive = archive
        self.input = input
    }

    deinit {
        archive_read_free(archive)
    }

    /// Reads the next header; nil at the end of the archive.
    ///
    /// - Throws: `TarError`, and what the source throws.
    package mutating func next() throws -> TarMember? {
        if count > 0 { try check(archive_read_data_skip(archive)) }
        input.beginHeader()
        defer { input.endHeader() }
        var entry: OpaquePointer?
        let status = archive_read_next_header(archive, &entry)
        if status == ARCHIVE_EOF { return nil }
        try check(status)
        guard let entry else { throw TarError(reason: "a header is missing") }
        count += 1
        return TarMember(header: entry)
    }

    /// Reads the next bytes of the content of the member that was returned last.
    ///
    /// - Returns: The number of bytes; 0 at the end of the content.
    /// - Throws: `TarError`, and what the source throws.
    package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let byteCount = archive_read_data(archive, buffer.baseAddress, buffer.count)
        guard byteCount < 0 else { return byteCount }
        try check(CInt(truncatingIfNeeded: byteCount))
        throw TarError(reason: "the content of a member cannot be read")
    }

    /// Reads the source to its end, so that a checksum there is verified.
    ///
    /// - Returns: Whether anything but zeros follows the end of the archive.
    package mutating func finish() throws -> Bool {
        try input.drain(from: archive_filter_bytes(archive, -1))
    }

    private func check(_ status: CInt) throws {
        if let error = input.error { throw error }
        do {
            try Self.check(status, archive)
        } catch {
            throw TarError(reason: error.reason, isNotTar: count == 0)
        }
    }

    /// A warning is about something that a listing has no use for, like a name that the locale cannot express.
    private static func check(_ status: CInt, _ archive: OpaquePointer) throws(TarError) {
        guard status != ARCHIVE_OK, status != ARCHIVE_WARN else { return }
        throw TarError(reason: archive_error_string(archive).map { String(cString: $0) } ?? "error \(status)")
    }
}

extension TarMember {
    /// Reads a header; libarchive's strings end at the first NUL, as the kernel's do.
    fileprivate init(header: OpaquePointer) {
        let name = archive_entry_pathname(header) ?? archive_entry_pathname_utf8(header)
        self.name = name.map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) } ?? []
        kind =
            if let target = archive_entry_hardlink(header) {
                .hardLink(target: String(cString: target))
            } else {
                switch archive_entry_filetype(header) {
                case CARCHIVE_REGULAR_FILE: .file(size: max(0, archive_entry_size(header)))
                case CARCHIVE_DIRECTORY: .directory
                case CARCHIVE_SYMBOLIC_LINK:
                    .symbolicLink(target: archive_entry_symlink(header).map { String(cString: $0) } ?? "")
                case CARCHIVE_NAMED_PIPE: .special("named pipe")
                case CARCHIVE_SOCKET: .special("socket")
                default: .special("device")
                }
            }
    }
}
