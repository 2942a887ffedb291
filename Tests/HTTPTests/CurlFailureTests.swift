import Basics
import HTTP
import SystemPackage
import Testing
import TestSupport

@Suite struct CurlFailureTests {
    let transport = CurlTransport()

    @Test(
        arguments: [
            ["cutAnswerAfter": 10, "status": 200, "fill": 100],  // a response that ends early
            ["lost": true],  // no response at all
            ["cutRequestAfter": 1000],  // a reset while the body is sent
        ] as [JSON]
    )
    func lostConnectionIsTransient(fault: JSON) async throws {
        let server = try FaultServer.shared()
        // libcurl sends again by itself where a kept connection was dead: the second try is lost too.
        let bucket = try await server.makeBucket(["script": [fault, fault]])
        let request = HTTPRequest(.put, server.url("/\(bucket)/key"), body: [UInt8](repeating: 0, count: 8 << 20))
        let error = await #expect(throws: HTTPError.self) { try await transport.send(request, responseLimit: 1000) }
        #expect(error?.reason == .connectionLost)
        #expect(error?.isTransient == true)
    }

    @Test func deadConnectionIsReplaced() async throws {
        let server = try FaultServer.shared()
        let bucket = try await server.makeBucket(["script": [["close": true]]])
        let url = server.url("/\(bucket)/key")
        let body = [UInt8](repeating: 7, count: 2 << 20)
        _ = try await transport.send(HTTPRequest(.get, url), responseLimit: 1000)
        #expect(try await transport.send(HTTPRequest(.put, url, body: body), responseLimit: 0).status == 200)
        #expect(try await transport.send(HTTPRequest(.get, url), responseLimit: 2 << 20).body == body)
    }

    @Test func earlyResponseIsReturned() async throws {
        let server = try FaultServer.shared()
        let bucket = try await server.makeBucket(["script": [["early": true, "status": 403, "body": "no"]]])
        let body = [UInt8](repeating: 7, count: 32 << 20)
        let request = HTTPRequest(.put, server.url("/\(bucket)/key"), body: body)
        let response = try await transport.send(request, responseLimit: 10)
        #expect(response.status == 403)
        #expect(response.body == Array("no".utf8))
    }

    /// Hosts that libcurl's texts name in another form.
    @Test(arguments: ["127.0.0.1", "127.1", "0x7f.0.0.1", "[::1]", "[0:0:0:0:0:0:0:1]", "localhost", "LocalHost"])
    func refusedConnectionIsReported(host: String) async throws {
        let request = HTTPRequest(.get, HTTPURL(scheme: .http, host: host, port: 1, path: "/key"))
        let error = await #expect(throws: HTTPError.self) { try await transport.send(request, responseLimit: 0) }
        #expect(error?.reason == .notConnected)
        #expect(error?.isTransient == true)
        #expect(error?.message.contains("'\(host):1'") == true)
    }

    @Test func unknownHostIsReported() async throws {
        let request = HTTPRequest(.get, HTTPURL(scheme: .https, host: "no-such-host.invalid"))
        let error = await #expect(throws: HTTPError.self) { try await transport.send(request, responseLimit: 0) }
        #expect(error?.reason == .unknownHost)
    }

    @Test func stalledTransferTimesOut() async throws {
        let server = try FaultServer.shared()
        let bucket = try await server.makeBucket(["script": [["stall": 30]]])
        var configuration = CurlTransport.Configuration()
        configuration.stallTimeout = .seconds(1)
        let transport = CurlTransport(configuration)
        let request = HTTPRequest(.get, server.url("/\(bucket)/key"))
        let error = await #expect(throws: HTTPError.self) { try await transport.send(request, responseLimit: 0) }
        #expect(error?.reason == .timedOut)
        #expect(error?.isTransient == true)
    }

    /// A few bytes now and then are no response; a slow link or a server at work is given its time.
    @Test(
        arguments: [
            (HTTPMethod.get, ["status": 200, "fill": 1000, "trickle": 1], true),
            (.get, ["status": 403, "fill": 1000, "trickle": 1], true),
            (.post, ["status": 500, "fill": 1000, "trickle": 1], true),
            (.get, ["status": 200, "fill": 1, "trickleHeaders": 1000], true),
            (.get, ["status": 200, "fill": 1500, "trickle": 50], false),
            (.post, ["status": 200, "fill": 25, "trickle": 1], false),
        ] as [(HTTPMethod, JSON, Bool)]
    )
    func slowResponseTimesOut(method: HTTPMethod, fault: JSON, timesOut: Bool) async throws {
        let server = try FaultServer.shared()
        let bucket = try await server.makeBucket(["script": [fault]])
        var configuration = CurlTransport.Configuration()
        configuration.stallTimeout = .seconds(2)
        let transport = CurlTransport(configuration)
        let request = HTTPRequest(method, server.url("/\(bucket)/key"))
        guard timesOut else {
            #expect(try await transport.send(request, responseLimit: 2000).status == 200)
            return
        }
        let error = await #expect(throws: HTTPError.self) { try await transport.send(request, responseLimit: 2000) }
        #expect(error?.reason == .timedOut)
        #expect(error?.isTransient == true)
    }

    @Test func certificateOfUnknownAuthorityIsRejected() async throws {
        let server = try FaultServer.shared()
        let bucket = try await server.makeBucket()
        let url = server.secureURL("/\(bucket)/key")
        let error = await #expect(throws: HTTPError.self) {
            try await transport.send(HTTPRequest(.get, url), responseLimit: 1000)
        }
        #expect(error?.reason == .untrustedCertificate)
        #expect(error?.isTransient == false)
        #expect(error?.hint?.contains("AWS_CA_BUNDLE") == true)
        #expect(try await server.log(of: bucket).isEmpty)
    }

    @Test func customAuthorityIsTrustedForItsHostOnly() async throws {
        let server = try FaultServer.shared()
        let bucket = try await server.makeBucket()
        var configuration = CurlTransport.Configuration()
        configuration.certificateAuthorities = FilePath(server.certificate)
        let transport = CurlTransport(configuration)
        let url = server.secureURL("/\(bucket)/key")
        let body = [UInt8](repeating: 1, count: 1 << 20)
        #expect(try await transport.send(HTTPRequest(.put, url, body: body), responseLimit: 0).status == 200)
        #expect(try await transport.send(HTTPRequest(.get, url), responseLimit: 1 << 20).body == body)
        var other = url
        other.host = "localhost"
        let request = HTTPRequest(.get, other)
        let error = await #expect(throws: HTTPError.self) { try await transport.send(request, responseLimit: 1000) }
        #expect(error?.reason == .untrustedCertificate)
    }

    @Test func messageHasHostWithoutQuery() {
        let url = HTTPURL(scheme: .https, host: "h", path: "/k", query: [.init("X-Amz-Signature", "abc")])
        let error = HTTPError(.timedOut, HTTPRequest(.get, url), detail: "words")
        #expect(error.message == "'h' did not respond in time (GET https://h/k?…): words")
        #expect(!String(reflecting: error).contains("abc"))
    }
}
