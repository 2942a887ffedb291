public import Basics

extension HTTPURL {
    /// Parses the URL of a server as people write endpoints: `https://s3.example.com:9000/base`.
    ///
    /// A path is percent-decoded, since `path` holds it before encoding. User names and passwords, queries and fragments
    /// are rejected: an endpoint has none, and their meaning would be a guess.
    ///
    /// The form is that of RFC 3986, section 3.
    public init(_ text: String) throws(HTTPURLError) {
        let (scheme, rest) = try Self.scheme(of: text)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        let authority = rest[..<end]
        guard !authority.contains("@") else { throw HTTPURLError(.holdsCredentials, text) }
        let path = rest[end...]
        guard !path.contains(where: { $0 == "?" || $0 == "#" }) else { throw HTTPURLError(.holdsQuery, text) }
        let (host, port) = try Self.hostAndPort(of: authority, in: text)
        guard let decoded = Self.percentDecode(String(path)) else { throw HTTPURLError(.invalidPath, text) }
        self.init(scheme: scheme, host: host, port: port, path: decoded.isEmpty ? "/" : decoded)
    }

    private static func scheme(of text: String) throws(HTTPURLError) -> (Scheme, Substring) {
        for scheme in [Scheme.http, .https] {
            let start = "\(scheme.rawValue)://"
            if text.prefix(start.count).lowercased() == start { return (scheme, text.dropFirst(start.count)) }
        }
        throw HTTPURLError(.invalidScheme, text)
    }

    private static func hostAndPort(
        of authority: Substring,
        in text: String
    ) throws(HTTPURLError) -> (host: String, port: Int?) {
        // The colon before a port is the last one, but those inside an IPv6 address's brackets are not it.
        let bracket = authority.lastIndex(of: "]") ?? authority.startIndex
        let colon = authority[bracket...].lastIndex(of: ":") ?? authority.endIndex
        let host = authority[..<colon].lowercased()
        guard isHost(host) else { throw HTTPURLError(.invalidHost, text) }
        let digits = authority[colon...].dropFirst()
        guard !digits.isEmpty else { return (host, nil) }
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits),
            (1...65_535).contains(port)
        else { throw HTTPURLError(.invalidPort, text) }
        return (host, port)
    }

    private static func isHost(_ host: String) -> Bool {
        if host.hasPrefix("["), host.hasSuffix("]") {
            let address = host.dropFirst().dropLast().utf8
            return !address.isEmpty && address.allSatisfy { "0123456789abcdef:.".utf8.contains($0) }
        }
        let bytes = "abcdefghijklmnopqrstuvwxyz0123456789-._~".utf8
        return !host.isEmpty && host.utf8.allSatisfy(bytes.contains)
    }
}

/// Text that is not the URL of a server.
public struct HTTPURLError: UserFacingError, Hashable {
    /// The part of a URL that is invalid.
    public enum Reason: Sendable, Hashable {
        case invalidScheme
        case invalidHost
        case invalidPort
        case invalidPath
        case holdsCredentials
        case holdsQuery
    }

    /// The invalid part.
    public let reason: Reason
    /// The text, or nil where it may hold a password or a token.
    public let text: String?

    init(_ reason: Reason, _ text: String) {
        self.reason = reason
        self.text = text.contains { $0 == "@" || $0 == "?" } ? nil : text
    }

    private init(_ reason: Reason) {
        self.reason = reason
        text = nil
    }

    /// The error without the text, for one that comes from where secrets are.
    package var withoutText: HTTPURLError { HTTPURLError(reason) }

    /// The text, and what is wrong with it.
    public var message: String { "\(text.map { "'\($0)'" } ?? "the text") is not the URL of a server: \(problem)" }

    /// The kind of the failure.
    public var errorCode: Diagnostic.Code { "invalid-url" }

    /// The form of a URL.
    public var hint: String? { "write it like 'https://s3.example.com:9000'" }

    private var problem: String {
        switch reason {
        case .invalidScheme: "it does not start with 'http://' or 'https://'"
        case .invalidHost: "it names no host"
        case .invalidPort: "its port is not a number from 1 to 65535"
        case .invalidPath: "its path is not percent-encoded UTF-8"
        case .holdsCredentials: "it holds a user name, which belongs among the credentials"
        case .holdsQuery: "it holds a query or a fragment"
        }
    }
}
