extension HTTPURL {
    /// Resolves a reference that a server wrote, as in `Location` (RFC 3986, section 5.2; RFC 9110, section 10.2.2).
    ///
    /// Returns nil for anything but an `http` or `https` URL, and for one that holds a user name. `.` and `..` are left as
    /// they are, and a fragment is dropped.
    public init?(resolving reference: String, against base: HTTPURL) {
        guard reference.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else { return nil }
        let reference = reference.prefix { $0 != "#" }
        let start = reference.prefix { $0 != "/" && $0 != "?" }
        if start.hasSuffix(":") {
            self.init(absolute: reference)
        } else if reference.hasPrefix("//") {
            self.init(absolute: "\(base.scheme.rawValue):\(reference)")
        } else if reference.isEmpty || start.contains(":") {
            return nil
        } else {
            let path = base.writtenTarget.prefix { $0 != "?" }
            let directory = path.prefix(through: path.lastIndex(of: "/") ?? path.startIndex)
            self = base
            switch reference.first {
            case "/": self.setTarget("\(reference)")
            case "?": self.setTarget("\(path)\(reference)")
            default: self.setTarget("\(directory)\(reference)")
            }
        }
    }

    private init?(absolute reference: Substring) {
        let schemeEnd = reference.firstRange(of: "://")?.upperBound ?? reference.endIndex
        let rest = reference[schemeEnd...]
        let targetStart = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        guard let server = try? HTTPURL(String(reference[..<targetStart])) else { return nil }
        self = server
        let target = rest[targetStart...]
        setTarget(target.hasPrefix("/") ? "\(target)" : "/\(target)")
    }

    private init?(absolute reference: String) { self.init(absolute: reference[...]) }

    /// The path and the query as they are sent.
    private var writtenTarget: String { target ?? (query.isEmpty ? encodedPath : "\(encodedPath)?\(encodedQuery)") }

    private mutating func setTarget(_ text: String) {
        target = text
        let encodedPath = text.prefix { $0 != "?" }
        path = Self.percentDecode(String(encodedPath)) ?? String(encodedPath)
        query = []
    }

    /// Returns the URL with further items in its query.
    public func appending(_ items: [QueryItem]) -> HTTPURL {
        var url = self
        if let target {
            let separator = !target.contains("?") ? "?" : target.hasSuffix("?") || target.hasSuffix("&") ? "" : "&"
            url.target = target + separator + Self.encode(items)
        } else {
            url.query += items
        }
        return url
    }

    /// The URL without its query, which may hold a signature or a token.
    public var withoutQuery: HTTPURL {
        var url = self
        url.query = []
        url.target = target.map { String($0.prefix { $0 != "?" }) }
        return url
    }

    /// Whether both URLs have one scheme, host and port (RFC 6454, section 5).
    public func hasSameOrigin(as other: HTTPURL) -> Bool {
        scheme == other.scheme && host.lowercased() == other.host.lowercased() && effectivePort == other.effectivePort
    }

    private var effectivePort: Int { port ?? (scheme == .https ? 443 : 80) }

    /// Whether the host is this machine by its name or address, so that no other machine sees what is sent to it.
    ///
    /// Source: RFC 6761, section 6.3 (`localhost`), RFC 1122, section 3.2.1.3 (127.0.0.0/8), RFC 4291, section 2.5.3 (::1).
    public var isLoopback: Bool {
        let host = host.lowercased()
        if host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && numbers[0] == 127 && numbers.allSatisfy { $0 != nil }
    }
}
