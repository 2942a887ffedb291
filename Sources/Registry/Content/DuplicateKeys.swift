internal import FoundationEssentials

/// The search for members of JSON objects that have one name.
///
/// Programs differ in which of them they read: one could verify the first and another one run the second. Go's compare
/// names without regard to case, too.
enum DuplicateKeys {
    /// Returns the first name that an object has twice, or nil.
    ///
    /// - Parameter json: A document that a parser has accepted: only strings and brackets are looked at.
    static func first(in json: [UInt8]) -> String? {
        var scanner = Scanner(json: json)
        return scanner.firstDuplicate()
    }

    private struct Scanner {
        let json: [UInt8]
        var position = 0
        /// The names of each open object; nil for an open array.
        var open: [Set<String>?] = []

        mutating func firstDuplicate() -> String? {
            while position < json.count {
                switch json[position] {
                case UInt8(ascii: "{"): open.append([])
                case UInt8(ascii: "["): open.append(nil)
                case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = open.popLast()
                case UInt8(ascii: "\""):
                    let literal = stringLiteral()
                    guard isFollowedByColon(), let names = open.last, names != nil else { continue }
                    let name = Self.text(of: literal)
                    let isNew = open[open.count - 1]?.insert(name.lowercased()).inserted ?? true
                    guard isNew else { return name }
                    continue
                default: break
                }
                position += 1
            }
            return nil
        }

        /// Reads a string with its quotes and goes behind it.
        private mutating func stringLiteral() -> ArraySlice<UInt8> {
            let start = position
            position += 1
            while position < json.count, json[position] != UInt8(ascii: "\"") {
                position += json[position] == UInt8(ascii: "\\") ? 2 : 1
            }
            position = min(position + 1, json.count)
            return json[start..<position]
        }

        private func isFollowedByColon() -> Bool {
            json[position...].first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) } == UInt8(ascii: ":")
        }

        private static func text(of literal: ArraySlice<UInt8>) -> String {
            let plain = String(decoding: literal.dropFirst().dropLast(), as: UTF8.self)
            guard plain.contains("\\") else { return plain }
            return (try? JSONDecoder().decode(String.self, from: Data(literal))) ?? plain
        }
    }
}
