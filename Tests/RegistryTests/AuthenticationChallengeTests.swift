import HTTP
import Registry
import Testing

/// The grammar of `WWW-Authenticate`, with the examples of RFC 9110 and those of registries.
@Suite struct AuthenticationChallengeTests {
    @Test(
        "challenges are read",
        arguments: [
            ("Basic realm=\"r\"", [("basic", ["realm": "r"])]),
            ("Basic", [("basic", [:])]),
            (
                "Bearer realm=\"https://auth.example.com/token\",service=\"s\",scope=\"repository:a/b:pull,push\"",
                [
                    (
                        "bearer",
                        [
                            "realm": "https://auth.example.com/token", "service": "s",
                            "scope": "repository:a/b:pull,push",
                        ]
                    )
                ]
            ),
            (
                "Basic realm=\"simple\", Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\"",
                [
                    ("basic", ["realm": "simple"]),
                    ("newauth", ["realm": "apps", "type": "1", "title": "Login to \"apps\""]),
                ]
            ),
            ("bEaReR ReAlM = \"x\" ,, service=y", [("bearer", ["realm": "x", "service": "y"])]),
            ("Negotiate abc==, Basic realm=\"r\"", [("negotiate", [:])]),
            ("Bearer realm=\"unfinished", [("bearer", [:])]),
            ("realm=\"r\"", []), ("", []), (",", []), ("=", []), ("\u{1}", []),
        ] as [(String, [(String, [String: String])])]
    )
    func reading(value: String, expected: [(String, [String: String])]) {
        let challenges = AuthenticationChallenge.all(in: ["WWW-Authenticate": value])
        #expect(challenges.map(\.scheme).prefix(expected.count) == expected.map(\.0)[...])
        for (challenge, (_, parameters)) in zip(challenges, expected) { #expect(challenge.parameters == parameters) }
        if expected.isEmpty { #expect(challenges.isEmpty) }
    }

    @Test("challenges of several fields are read")
    func severalFields() {
        let headers: HTTPHeaders = ["www-authenticate": "Bearer realm=\"a\"", "WWW-Authenticate": "Basic realm=\"b\""]
        #expect(AuthenticationChallenge.all(in: headers).map(\.scheme) == ["bearer", "basic"])
    }
}
