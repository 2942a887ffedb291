import HTTP
import Testing

/// The references in responses.
@Suite struct HTTPURLReferenceTests {
    @Test(
        "a reference is resolved, and sent byte for byte",
        arguments: [
            ("/v2/u?_state=a%3D%3D&b=c+d", "https://e.com:5000/v2/u?_state=a%3D%3D&b=c+d"),
            ("https://other.com/x?a=b", "https://other.com/x?a=b"), ("HTTP://other.com", "http://other.com/"),
            ("//other.com:1/x", "https://other.com:1/x"), ("u?x", "https://e.com:5000/a/u?x"),
            ("?x=%2f", "https://e.com:5000/a/b?x=%2f"), ("/x#fragment", "https://e.com:5000/x"),
            ("https://other.com?x", "https://other.com/?x"), ("/%7Euser/%zz", "https://e.com:5000/%7Euser/%zz"),
        ]
    )
    func resolves(reference: String, expected: String) throws {
        let base = try HTTPURL("https://e.com:5000/a/b")
        #expect(HTTPURL(resolving: reference, against: base)?.text == expected)
    }

    @Test(
        "other references are refused",
        arguments: [
            "", "ftp://e.com/", "https://user:pw@e.com/", "/a b", "/a\r\nX: y", "javascript:x", "https://", "é",
            "mailto:a",
        ]
    )
    func refuses(reference: String) throws {
        #expect(HTTPURL(resolving: reference, against: try HTTPURL("https://e.com/a")) == nil)
    }

    @Test("items are added to a query that a server wrote")
    func appends() throws {
        let base = try HTTPURL("https://e.com/a")
        let items = [HTTPURL.QueryItem("digest", "sha256:0")]
        for (reference, expected) in [("/u", "/u?"), ("/u?a=b", "/u?a=b&"), ("/u?", "/u?"), ("/u?a&", "/u?a&")] {
            let url = HTTPURL(resolving: reference, against: base)?.appending(items)
            #expect(url?.text == "https://e.com\(expected)digest=sha256%3A0")
        }
        #expect(base.appending(items).text == "https://e.com/a?digest=sha256%3A0")
    }

    @Test("an error shows no query of a server's URL")
    func hidesQuery() throws {
        let url = HTTPURL(resolving: "/u?signature=secret", against: try HTTPURL("https://e.com/a"))
        let error = HTTPError(.connectionLost, HTTPRequest(.get, try #require(url)))
        #expect(error.url == "https://e.com/u?…")
    }

    @Test(
        "origins are compared by scheme, host and port",
        arguments: [
            ("https://e.com", true), ("https://E.com:443/x", true), ("http://e.com", false),
            ("https://e.com:444", false),
            ("https://f.com", false),
        ]
    )
    func origins(other: String, isSame: Bool) throws {
        #expect(try HTTPURL("https://e.com").hasSameOrigin(as: HTTPURL(other)) == isSame)
    }

    @Test(
        "this machine is known by its names",
        arguments: [
            ("localhost", true), ("a.localhost", true), ("127.0.0.1", true), ("127.8.9.10", true), ("[::1]", true),
            ("128.0.0.1", false), ("127.0.0.1.example.com", false), ("127.0.0", false), ("localhost.com", false),
        ]
    )
    func loopback(host: String, isLoopback: Bool) {
        #expect(HTTPURL(scheme: .http, host: host).isLoopback == isLoopback)
    }
}
