import Basics
import HTTP
import Registry
import TestSupport

extension FuzzTarget {
    private static let password = "correct-horse-battery-staple"
    private static let registryStatuses = [200, 201, 202, 206, 301, 307, 400, 401, 403, 404, 429, 503]
    private static let image = SampleImage(layers: [[1, 2, 3]])

    /// The body of a registry's responses, and after NUL bytes the values of headers: whatever a server sends, no password
    /// goes elsewhere but over TLS to the server that it names for tokens, and people see texts that can be printed.
    static let registryResponse = FuzzTarget("registry-response") { input in
        let fields = input.fields(atMost: 6)
        let names = ["WWW-Authenticate", "Location", "Docker-Content-Digest", "Content-Type", "Content-Range"]
        let headers = zip(names, fields.dropFirst()).reduce(into: [:] as HTTPHeaders) { $0.add($1.0, $1.1) }
        let response = HTTPResponse(
            status: registryStatuses[input.count % registryStatuses.count],
            headers: headers,
            body: Array(fields[0].utf8)
        )
        let challenge = HTTPResponse(status: 401, headers: headers)
        // One exchange an input: each takes milliseconds.
        let exchanges = [[response], [challenge, response], [HTTPResponse(status: 404), response]]
        let exchange = exchanges[input.reduce(0) { $0 + Int($1) } % exchanges.count]
        try waiting { try await check(exchange) }
    }

    private static func check(_ responses: [HTTPResponse]) async throws {
        guard let endpoint = RegistryEndpoint("registry.example.com") else { return }
        let transport = ScriptedTransport(responses)
        var configuration = RegistryClient.Configuration(
            transport: transport,
            credentials: StaticRegistryCredentials(.password(user: "user", password: password))
        )
        configuration.retryPolicy = TestClock().policy
        configuration.retryPolicy.attemptLimit = 2
        let repository = try RegistryRepository("team/app", in: endpoint, configuration)
        let base = try RegistryRepository("team/base", in: endpoint, configuration)
        try await ignoringRegistryErrors { _ = try await repository.manifest(.tag("tag"), platform: .amd64) }
        try await ignoringRegistryErrors {
            let layer = image.manifest.layers[0]
            let bytes = try await repository.readBlob(layer, range: 0..<3)
            try require(bytes == image.bytes(layer), "a blob has other bytes")
        }
        try await ignoringRegistryErrors {
            _ = try await repository.push(image, tag: "tag", mountingFrom: base) { _ in }
        }
        for request in transport.requests {
            try require(request.url.scheme == .https, "a request is sent without TLS")
            guard request.body.byteCount > 0, request.method == .put else { continue }
            try require(request.url.host == "registry.example.com", "an image is sent to '\(request.url.host)'")
        }
    }

    private static func ignoringRegistryErrors(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as any UserFacingError {
            try requirePrintable(error.description)
            try require(!error.description.contains(password), "'\(error.description)' shows the password")
        }
    }
}
