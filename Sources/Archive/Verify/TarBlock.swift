/// The header block of a tar entry, in the one form that bundles have (POSIX.1-2017, pax, ustar interchange format).
struct TarBlock {
    static let byteCount = 512

    /// The kind of content that follows the block.
    enum Kind: UInt8 {
        case file = 0x30
        case link = 0x32
        case directory = 0x35
        /// Records for the next entry.
        case records = 0x78
    }

    let kind: Kind
    let path: [UInt8]
    let target: [UInt8]
    let mode: Int64
    let size: Int64
    /// Whether everything is zero or empty that could differ between two machines.
    let isAnonymous: Bool

    /// Reads a block, or returns nil if it is anything else.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount, let kind = Kind(rawValue: bytes[156]),
            bytes[257..<265].elementsEqual("ustar\u{0}00".utf8),
            Self.number(bytes[148..<156]) == Self.checksum(of: bytes),
            let mode = Self.number(bytes[100..<108]),
            let size = Self.number(bytes[124..<136])
        else { return nil }
        self.kind = kind
        self.mode = mode
        self.size = size
        let prefix = Self.text(bytes[345..<500])
        path = (prefix.isEmpty ? [] : prefix + [UInt8(ascii: "/")]) + Self.text(bytes[0..<100])
        target = Self.text(bytes[157..<257])
        // Owner and group, time, their names, device.
        let numbers = [bytes[108..<116], bytes[116..<124], bytes[136..<148], bytes[329..<337], bytes[337..<345]]
        isAnonymous =
            numbers.allSatisfy { Self.number($0) == 0 } && bytes[265..<329].allSatisfy { $0 == 0 }
            && bytes[500...].allSatisfy { $0 == 0 }
    }

    /// The sum of all bytes, with spaces in the place of the checksum itself.
    private static func checksum(of bytes: [UInt8]) -> Int64 {
        bytes.indices.reduce(0) { $0 + Int64((148..<156).contains($1) ? UInt8(ascii: " ") : bytes[$1]) }
    }

    /// Octal digits, ended by spaces or NUL bytes.
    private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
        let digits = field.prefix { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
        guard field.dropFirst(digits.count).allSatisfy({ $0 == 0 || $0 == UInt8(ascii: " ") }) else { return nil }
        return digits.reduce(0) { $0 << 3 | Int64($1 & 7) }
    }

    private static func text(_ field: ArraySlice<UInt8>) -> [UInt8] { Array(field.prefix { $0 != 0 }) }
}
