internal import Basics

/// The pieces by which secrets are found in a text, in the spellings that programs give to what they repeat.
///
/// A piece has sixteen bytes, and is compared without regard to case: by chance none occurs anywhere else.
package struct SecretPieces: Sendable {
    private static let length = 16
    /// Secrets shorter than a piece are looked for as a whole, unless they may be a word of the text.
    private static let leastLength = 6

    private var pieces: Set<Piece> = []
    private var short: Set<[UInt8]> = []

    /// Creates the pieces of secrets.
    ///
    /// - Parameters:
    ///   - secrets: Secrets that are found in all spellings.
    ///   - verbatim: Secrets that are found as they stand: large ones, whose spellings would take too much memory.
    package init(_ secrets: [String], verbatim: [String] = []) {
        for spelling in secrets.flatMap(\.spellings) + verbatim.map({ Array($0.utf8) }) {
            let bytes = spelling.map(lowercased)
            if bytes.count >= Self.length {
                for start in 0...(bytes.count - Self.length) { pieces.insert(Piece(bytes, at: start)) }
            } else if bytes.count >= Self.leastLength {
                short.insert(bytes)
            }
        }
    }

    /// Returns a text with asterisks in place of each run of pieces.
    package func masked(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let isSecret = marks(in: bytes)
        guard isSecret.contains(true) else { return text }
        var masked: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if !isSecret[index] {
                masked.append(byte)
            } else if index == 0 || !isSecret[index - 1] {
                masked += "***".utf8
            }
        }
        return String(decoding: masked, as: UTF8.self)
    }

    /// Whether a text contains a piece.
    package func occur(in text: String) -> Bool { marks(in: Array(text.utf8)).contains(true) }

    /// Whether each byte of a text belongs to a piece.
    private func marks(in text: [UInt8]) -> [Bool] {
        let bytes = text.map(lowercased)
        var marks = [Bool](repeating: false, count: bytes.count)
        func mark(_ start: Int, _ count: Int) {
            for index in start..<start + count { marks[index] = true }
        }
        if bytes.count >= Self.length, !pieces.isEmpty {
            for start in 0...(bytes.count - Self.length) where pieces.contains(Piece(bytes, at: start)) {
                mark(start, Self.length)
            }
        }
        for secret in short where secret.count <= bytes.count {
            for start in 0...(bytes.count - secret.count) where bytes[start...].starts(with: secret) {
                mark(start, secret.count)
            }
        }
        return marks
    }
}

/// Sixteen bytes.
private struct Piece: Hashable {
    let first: UInt64
    let second: UInt64

    init(_ bytes: [UInt8], at start: Int) {
        first = bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
        second = bytes[start + 8..<start + 16].reduce(0) { $0 << 8 | UInt64($1) }
    }
}

private func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}

// MARK: Spellings

extension String {
    /// The text as it stands, percent-encoded, escaped for XML and JSON, in hexadecimal and in Base64.
    fileprivate var spellings: [[UInt8]] {
        let bytes = Array(utf8)
        // In the Base64 of a longer text, a secret begins at the first, second or third byte of a group of three.
        let groups = (0..<3).map { Array(bytes.dropFirst($0)) }.map {
            Base64.encode(Array($0.prefix($0.count / 3 * 3)))
        }
        let withoutBlanks = bytes.filter { $0 > 0x20 && $0 != 0x7f }
        return [bytes, withoutBlanks, Array(Hex.encode(bytes).utf8)]
            + [
                percentEncoded(besides: "-._~"), percentEncoded(besides: "-._~/"), escapedForXML,
                replacing("/", with: "\\/"),
            ]
            .map { Array($0.utf8) }
            + groups.flatMap { [$0, $0.replacing("+", with: "-").replacing("/", with: "_")] }.map { Array($0.utf8) }
    }

    private func percentEncoded(besides plain: String) -> String {
        utf8.reduce(into: "") { encoded, byte in
            let scalar = Unicode.Scalar(byte)
            if byte < 0x80, plain.unicodeScalars.contains(scalar) || scalar.properties.isAlphabetic || isDigit(byte) {
                encoded.unicodeScalars.append(scalar)
            } else {
                encoded += "%" + Hex.encode([byte])
            }
        }
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private var escapedForXML: String {
        [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&apos;")]
            .reduce(self) { $0.replacing($1.0, with: $1.1) }
    }
}
