package import HTTP

/// A challenge of a `WWW-Authenticate` field: a scheme with its parameters.
///
/// Source: RFC 9110, sections 11.2, 11.3 and 11.6.1.
package struct AuthenticationChallenge: Sendable, Hashable {
    /// The scheme in lower case: `basic`, `bearer`.
    package let scheme: String
    /// The values by their names in lower case.
    package fileprivate(set) var parameters: [String: String] = [:]

    /// Reads all challenges of a response; what does not follow the grammar ends the reading of a field.
    package static func all(in headers: HTTPHeaders) -> [AuthenticationChallenge] {
        headers.values(of: "WWW-Authenticate").flatMap { value in
            var reader = ChallengeReader(rest: value.utf8[...])
            return reader.challenges()
        }
    }
}

/// Reads the value of one field.
private struct ChallengeReader {
    var rest: Substring.UTF8View

    init(rest: Substring.UTF8View) { self.rest = rest }

    mutating func challenges() -> [AuthenticationChallenge] {
        var challenges: [AuthenticationChallenge] = []
        while true {
            skip { isBlank($0) || $0 == UInt8(ascii: ",") }
            guard let name = token() else { return challenges }
            skip(isBlank)
            if rest.first == UInt8(ascii: "="), !challenges.isEmpty, !isToken68() {
                rest = rest.dropFirst()
                skip(isBlank)
                guard let value = rest.first == UInt8(ascii: "\"") ? quotedString() : token() else { return challenges }
                challenges[challenges.count - 1].parameters[name.lowercased()] = value
            } else if rest.first != UInt8(ascii: "=") {
                challenges.append(AuthenticationChallenge(scheme: name.lowercased()))
            } else {
                return challenges
            }
        }
    }

    /// Whether the equals sign is the padding of a `token68`, which stands in the place of parameters.
    private func isToken68() -> Bool {
        guard let next = rest.drop(while: { $0 == UInt8(ascii: "=") }).first else { return true }
        return next == UInt8(ascii: ",")
    }

    private mutating func token() -> String? {
        let text = rest.prefix(while: isTokenByte)
        guard !text.isEmpty else { return nil }
        rest = rest[text.endIndex...]
        return String(text)
    }

    private mutating func quotedString() -> String? {
        rest = rest.dropFirst()
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
            case UInt8(ascii: "\\"): if let escaped = rest.popFirst() { bytes.append(escaped) }
            default: bytes.append(byte)
            }
        }
        return nil
    }

    private mutating func skip(_ condition: (UInt8) -> Bool) { rest = rest.drop(while: condition) }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

/// `tchar` of RFC 9110, section 5.6.2, and `/`, which only a `token68` has.
private func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    default: "!#$%&'*+-.^_`|~/".utf8.contains(byte)
    }
}
