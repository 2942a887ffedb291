/// An absolute `http` or `https` URL with its path and query not yet percent-encoded.
public struct HTTPURL: Sendable, Hashable {
    /// The protocol, with or without TLS.
    public enum Scheme: String, Sendable, Hashable {
        case http
        case https
    }

    /// One `name=value` of the query, as text before encoding; nil writes the name alone (`?uploads`).
    public struct QueryItem: Sendable, Hashable {
        /// The text before `=`.
        public var name: String
        /// The text after `=`, or nil for no `=`.
        public var value: String?

        /// Creates an item.
        public init(_ name: String, _ value: String? = nil) {
            self.name = name
            self.value = value
        }
    }

    /// The protocol: `https` encrypts the connection.
    public var scheme: Scheme
    /// A name or an address; an IPv6 address stands in brackets.
    public var host: String
    /// The port, or nil for the scheme's default.
    public var port: Int?
    /// The path before encoding: it starts with a slash, and every other byte stands for itself.
    public var path: String
    /// The items of the query in order.
    public var query: [QueryItem]
    /// The path and the query as a server wrote them, for a URL of a response; nil for a URL that is made of its parts.
    ///
    /// They are sent byte for byte: another encoding of the same text need not mean the same to the server.
    public internal(set) var target: String?

    /// Creates a URL from its parts.
    public init(scheme: Scheme, host: String, port: Int? = nil, path: String = "/", query: [QueryItem] = []) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
        self.query = query
    }

    /// Replaces the path and the query.
    ///
    /// - Parameters:
    ///   - path: The path as it is sent, byte for byte.
    ///   - query: The items of the query, which are encoded.
    public mutating func setTarget(_ path: String, query: [QueryItem] = []) {
        (self.path, self.query) = (path, query)
        target = path + (query.isEmpty ? "" : "?\(encodedQuery)")
    }

    /// The host, and the port if it is not the scheme's default: the value of the `Host` header.
    public var authority: String {
        guard let port, port != (scheme == .http ? 80 : 443) else { return host }
        return "\(host):\(port)"
    }

    /// The path as it is sent: every byte but unreserved ones and `/` percent-encoded, as S3 signs it.
    public var encodedPath: String { Self.percentEncode(path, keepingSlashes: true) }

    /// The query as it is sent, in the order of the items, without `?`; empty if there is none.
    public var encodedQuery: String { Self.encode(query) }

    /// The whole URL as it is sent.
    public var text: String {
        let query = encodedQuery
        return "\(scheme.rawValue)://\(authority)\(target ?? "\(encodedPath)\(query.isEmpty ? "" : "?\(query)")")"
    }

    /// Returns the text of a query, which is that of an HTML form too (`application/x-www-form-urlencoded`).
    public static func encode(_ query: [QueryItem]) -> String {
        query.map { item in
            guard let value = item.value else { return percentEncode(item.name) }
            return "\(percentEncode(item.name))=\(percentEncode(value))"
        }
        .joined(separator: "&")
    }

    /// Percent-encodes the UTF-8 bytes of text, all but RFC 3986's unreserved characters, in upper-case hexadecimal.
    public static func percentEncode(_ text: String, keepingSlashes: Bool = false) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.append(byte)
            case UInt8(ascii: "/") where keepingSlashes:
                encoded.append(byte)
            default:
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Decodes percent-encoded text, or returns nil if a percent sign is not followed by two hexadecimal digits or the
    /// bytes are not UTF-8.
    ///
    /// - Parameter plusIsSpace: Whether `+` stands for a blank, as in HTML forms and S3's listings.
    public static func percentDecode(_ text: String, plusIsSpace: Bool = false) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                // `UInt8(_:radix:)` accepts a sign, which is no digit.
                guard let digits = String(rest.prefix(2)), digits.utf8.count == 2, !digits.hasPrefix("+"),
                    let value = UInt8(digits, radix: 16)
                else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
