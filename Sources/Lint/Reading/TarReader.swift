internal import CArchive
internal import Glibc

/// Why a tar archive cannot be read on.
struct TarDamage: Error, Hashable {
    let reason: String
    /// Whether not even a first header was found.
    var isNoTar = false
}

/// The members of a tar archive, read by libarchive from a gzip file; of their content nothing is kept.
struct TarReader: ~Copyable {
    private let archive: OpaquePointer
    private let input: TarInput
    private var count = 0

    init(_ gzip: consuming GzipReader) throws {
        guard let archive = archive_read_new() else { throw TarDamage(reason: "libarchive has no memory") }
        let input = TarInput(gzip)
        do throws(TarDamage) {
            // No other format and no filter: what SageMaker does not take must not be read here either.
            try Self.check(archive_read_support_format_tar(archive), archive)
            // `input` lives as long as this value, which owns the archive.
            let context = Unmanaged.passUnretained(input).toOpaque()
            try Self.check(archive_read_open2(archive, context, nil, receive, nil, nil), archive)
        } catch {
            archive_read_free(archive)
            // The first block is read here, and recognised or not.
            throw input.error ?? TarDamage(reason: error.reason, isNoTar: true)
        }
        // Set last: a value that cannot be copied cannot be half made when `init` throws.
        self.archive = archive
        self.input = input
    }

    deinit {
        archive_read_free(archive)
    }

    /// Reads the next header; nil at the end of the archive.
    ///
    /// - Throws: `TarDamage`, `GzipDamage`, and what the source of the bytes throws.
    mutating func next() throws -> ArtifactMember? {
        if count > 0 { try check(archive_read_data_skip(archive)) }
        input.beginHeader()
        defer { input.endHeader() }
        var entry: OpaquePointer?
        let status = archive_read_next_header(archive, &entry)
        if status == ARCHIVE_EOF { return nil }
        try check(status)
        guard let entry else { throw TarDamage(reason: "a header is missing") }
        count += 1
        return ArtifactMember(header: entry)
    }

    /// Reads what stands behind the end of the archive, so that the gzip file's checksum is seen.
    mutating func finish() throws -> TarEnd {
        let hasMore = try input.drain(from: archive_filter_bytes(archive, -1))
        return TarEnd(
            gzipMemberCount: input.gzip.memberCount,
            hasTrailingBytes: input.gzip.hasTrailingBytes,
            hasBytesBehindArchive: hasMore
        )
    }

    private func check(_ status: CInt) throws {
        if let error = input.error { throw error }
        do {
            try Self.check(status, archive)
        } catch {
            throw TarDamage(reason: error.reason, isNoTar: count == 0)
        }
    }

    /// A warning is about something that a lint has no use for, like a name that the locale cannot say.
    private static func check(_ status: CInt, _ archive: OpaquePointer) throws(TarDamage) {
        guard status != ARCHIVE_OK, status != ARCHIVE_WARN else { return }
        throw TarDamage(reason: archive_error_string(archive).map { String(cString: $0) } ?? "error \(status)")
    }
}

/// The rest of a gzip file behind its tar archive.
struct TarEnd {
    let gzipMemberCount: Int
    let hasTrailingBytes: Bool
    let hasBytesBehindArchive: Bool
}

extension ArtifactMember {
    /// Reads a header; libarchive's strings end at the first NUL, as the kernel's do.
    fileprivate init(header: OpaquePointer) {
        let name = archive_entry_pathname(header) ?? archive_entry_pathname_utf8(header)
        let kind: Kind =
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
        self.init(name: name.map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) } ?? [], kind: kind)
    }
}
