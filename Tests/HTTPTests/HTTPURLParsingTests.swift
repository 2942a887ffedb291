import Basics
import HTTP
import Testing

@Suite struct HTTPURLParsingTests {
    @Test(arguments: [
        ("https://s3.example.com", HTTPURL(scheme: .https, host: "s3.example.com")),
        ("http://localhost:9000/", HTTPURL(scheme: .http, host: "localhost", port: 9000)),
        ("HTTP://LocalHost:9000", HTTPURL(scheme: .http, host: "localhost", port: 9000)),  // case means nothing here
        ("http://127.0.0.1:9000/base/", HTTPURL(scheme: .http, host: "127.0.0.1", port: 9000, path: "/base/")),
        ("http://[::1]:9000", HTTPURL(scheme: .http, host: "[::1]", port: 9000)),
        ("http://[::1]", HTTPURL(scheme: .http, host: "[::1]")),
        ("http://object_store", HTTPURL(scheme: .http, host: "object_store")),  // a name inside a compose file
        ("https://h/a%20b/%C3%A9", HTTPURL(scheme: .https, host: "h", path: "/a b/é")),
        ("https://h:", HTTPURL(scheme: .https, host: "h")),  // RFC 3986 lets a port be empty
    ])
    func validEndpointsAreParsed(text: String, url: HTTPURL) throws {
        #expect(try HTTPURL(text) == url)
    }

    @Test(arguments: [
        ("", HTTPURLError.Reason.invalidScheme),
        ("localhost:9000", .invalidScheme),
        ("ftp://host", .invalidScheme),
        ("https:/host", .invalidScheme),
        (" https://host", .invalidScheme),
        ("https://", .invalidHost),
        ("https:///path", .invalidHost),
        ("https://ho st", .invalidHost),
        ("https://höst", .invalidHost),  // such names are sent as `xn--…`, and must be written so
        ("https://[]", .invalidHost),
        ("https://[::1", .invalidHost),
        ("https://a\r\nb", .invalidHost),
        ("https://h:0", .invalidPort),
        ("https://h:65536", .invalidPort),
        ("https://h:+1", .invalidPort),
        ("https://h:9a", .invalidPort),
        ("https://h/%", .invalidPath),
        ("https://h/%+1", .invalidPath),
        ("https://h/%ff", .invalidPath),
        ("https://user:secret@h", .holdsCredentials),
        ("https://h?token=secret", .holdsQuery),
        ("https://h/a#b", .holdsQuery),
    ])
    func invalidEndpointsAreRejected(text: String, reason: HTTPURLError.Reason) throws {
        let error = #expect(throws: HTTPURLError.self) { try HTTPURL(text) }
        #expect(error?.reason == reason)
        #expect(error?.description.contains("secret") == false)
    }
}
