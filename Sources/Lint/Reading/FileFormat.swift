internal import Archive

/// The format of a file, recognised by its first bytes.
struct FileFormat: Sendable {
    /// The name of the format, with its article.
    let name: String
    /// The bytes that every file of the format has at an offset.
    let magic: [UInt8]
    let offset: Int

    private init(_ name: String, _ magic: [UInt8], at offset: Int = 0) {
        self.name = name
        self.magic = magic
        self.offset = offset
    }

    private init(_ name: String, _ magic: String, at offset: Int = 0) {
        self.init(name, Array(magic.utf8), at: offset)
    }

    static let gzip = FileFormat("a gzip file", Gzip.magic)

    /// The formats that people publish by mistake instead of gzip.
    private static let others = [
        FileFormat("a zip archive", "PK\u{3}\u{4}"),
        FileFormat("an empty zip archive", "PK\u{5}\u{6}"),
        FileFormat("a plain tar without gzip", "ustar", at: 257),
        FileFormat("a zstd file", [0x28, 0xB5, 0x2F, 0xFD]),
        FileFormat("an xz file", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
        FileFormat("a bzip2 file", "BZh"),
        FileFormat("an lz4 file", [0x04, 0x22, 0x4D, 0x18]),
        FileFormat("a 7z archive", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
        FileFormat("a Git LFS pointer, not the file itself", "version https://git-lfs."),
        FileFormat("a web page", "<!"),
        FileFormat("a web page", "<html"),
    ]

    /// The number of bytes that suffice to recognise every format.
    static let byteCount = 512

    private func matches(_ bytes: [UInt8]) -> Bool {
        bytes.dropFirst(offset).starts(with: magic)
    }

    /// Returns whether a file begins like a gzip file.
    static func isGzip(_ bytes: [UInt8]) -> Bool { gzip.matches(bytes) }

    /// Returns the format of a file that is not gzip.
    static func name(of bytes: [UInt8]) -> String {
        others.first { $0.matches(bytes) }?.name ?? "no gzip file"
    }
}
