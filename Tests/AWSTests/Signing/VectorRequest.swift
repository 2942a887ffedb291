import AWS
import HTTP

/// A request as text: a request line, headers, an empty line, a body.
struct VectorRequest {
    var request: HTTPRequest
    /// Whether the path in the text is not one that an `HTTPURL` would send.
    var sendsRawPath: Bool

    init(_ text: String, encodesPathTwice: Bool) throws {
        let bytes = Array(text.utf8)
        let separator = Array("\n\n".utf8)
        let end = bytes.indices.first { bytes[$0...].starts(with: separator) }
        let head = String(decoding: bytes[..<(end ?? bytes.count)], as: UTF8.self)
        var lines = head.split(separator: "\n", omittingEmptySubsequences: true)
        // The target may hold spaces.
        guard !lines.isEmpty, let first = lines[0].firstIndex(of: " "), let last = lines[0].lastIndex(of: " "),
            let method = HTTPMethod(rawValue: String(lines[0][..<first]))
        else { throw VectorError(text) }
        let target = lines.removeFirst()[first..<last].dropFirst()
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let decoded = percentDecoded(parts[0])
        sendsRawPath = encodesPathTwice && HTTPURL.percentEncode(decoded, keepingSlashes: true) != parts[0]
        let headers = try Self.headers(lines)
        request = HTTPRequest(
            method,
            HTTPURL(
                scheme: .https,
                host: headers["Host"] ?? "",
                path: sendsRawPath ? parts[0] : decoded,
                query: parts.count > 1 ? Self.query(parts[1]) : []
            ),
            headers: headers,
            body: end.map { Array(bytes[($0 + 2)...]) } ?? []
        )
    }

    private static func headers(_ lines: [Substring]) throws -> HTTPHeaders {
        var fields: [(name: String, value: String)] = []
        for line in lines {
            if let first = line.first, first == " " || first == "\t", !fields.isEmpty {
                fields[fields.count - 1].value += "\n\(line)"  // A continuation of the field before.
            } else {
                let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2 else { throw VectorError(String(line)) }
                fields.append((String(parts[0]), String(parts[1])))
            }
        }
        var headers: HTTPHeaders = [:]
        for field in fields { headers.add(field.name, field.value) }
        return headers
    }

    private static func query(_ text: String) -> [HTTPURL.QueryItem] {
        text.split(separator: "&").map { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { percentDecoded(String($0)) }
            return .init(parts[0], parts.count > 1 ? parts[1] : nil)
        }
    }
}

/// Text with its percent-encoded bytes decoded; what is not such an encoding stays.
func percentDecoded(_ text: String) -> String {
    var decoded: [UInt8] = []
    var rest = ArraySlice(text.utf8)
    while let byte = rest.popFirst() {
        let digits = String(decoding: rest.prefix(2), as: UTF8.self)
        if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
            decoded.append(value)
            rest = rest.dropFirst(2)
        } else {
            decoded.append(byte)
        }
    }
    return String(decoding: decoded, as: UTF8.self)
}
