package import SystemPackage

/// An encoding of Unicode other than UTF-8, in which Windows programs write text.
package enum TextEncoding: String, Sendable, CaseIterable {
    case utf16LE = "UTF-16LE"
    case utf16BE = "UTF-16BE"
    case utf32LE = "UTF-32LE"
    case utf32BE = "UTF-32BE"

    /// Recognises an encoding by its byte order mark, or by the NUL bytes around a first character of ASCII.
    package init?(of bytes: [UInt8]) {
        let marks: [([UInt8], TextEncoding)] = [
            // That of UTF-16 is the beginning of that of UTF-32.
            ([0xff, 0xfe, 0, 0], .utf32LE), ([0, 0, 0xfe, 0xff], .utf32BE), ([0xff, 0xfe], .utf16LE),
            ([0xfe, 0xff], .utf16BE),
        ]
        if let marked = marks.first(where: { bytes.starts(with: $0.0) }) {
            self = marked.1
            return
        }
        switch bytes.prefix(4).map({ $0 == 0 }) {
        case [false, true, true, true]: self = .utf32LE
        case [true, true, true, false]: self = .utf32BE
        case [false, true, false, true], [false, true]: self = .utf16LE
        case [true, false, true, false], [true, false]: self = .utf16BE
        default: return nil
        }
    }

    /// The name of the encoding for people.
    package var name: String { rawValue.hasPrefix("UTF-16") ? "UTF-16" : "UTF-32" }

    /// Returns the instruction that makes UTF-8 of a file.
    package func fix(for path: FilePath) -> String {
        "save it as UTF-8, as with 'iconv -f \(rawValue) -t UTF-8 \(path) > NEW'"
    }
}
