/// The extended records before a tar entry: what does not fit into its header block (POSIX.1-2017, pax, extended header).
struct TarRecords {
    private(set) var path: [UInt8]?
    private(set) var target: [UInt8]?
    private(set) var size: Int64?
    /// Whether readers are told to take names as bytes.
    private var isBinary = false

    /// No records.
    init() {}

    /// Reads records, or returns nil if they are malformed or say anything that a bundle does not need.
    init?(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while !rest.isEmpty {
            // "17 path=some/name\n", where 17 counts the whole record.
            guard let space = rest.firstIndex(of: UInt8(ascii: " ")),
                let count = Int(String(decoding: rest[..<space], as: UTF8.self)),
                count > space - rest.startIndex, count <= rest.count
            else { return nil }
            let record = rest[space..<rest.startIndex + count].dropFirst()
            rest = rest.dropFirst(count)
            guard record.last == UInt8(ascii: "\n"), let equals = record.firstIndex(of: UInt8(ascii: "=")) else {
                return nil
            }
            let value = Array(record[equals...].dropFirst().dropLast())
            switch String(decoding: record[..<equals], as: UTF8.self) {
            case "hdrcharset" where !isBinary && value.elementsEqual("BINARY".utf8): isBinary = true
            case "path" where path == nil: path = value
            case "linkpath" where target == nil: target = value
            case "size" where size == nil:
                guard let number = Int64(String(decoding: value, as: UTF8.self)) else { return nil }
                size = number
            default: return nil
            }
        }
    }
}
