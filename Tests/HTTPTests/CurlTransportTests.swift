import Basics
import HTTP
import SystemPackage
import Testing
import TestSupport

@Suite struct CurlTransportTests {
    let server = try? FaultServer.shared()
    let transport = CurlTransport()

    private func makeBucket(_ settings: [String: JSON] = [:]) async throws -> (server: FaultServer, name: String) {
        let server = try #require(server)
        return (server, try await server.makeBucket(settings))
    }

    @Test func putBodyIsReturnedByGet() async throws {
        let (server, bucket) = try await makeBucket()
        let url = server.url("/\(bucket)/a b/ü+%2F..=&")
        let body = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let put = try await transport.send(HTTPRequest(.put, url, body: body), responseLimit: 1000)
        #expect(put.status == 200)
        #expect(put.headers["etag"]?.hasPrefix("\"") == true)
        let get = try await transport.send(HTTPRequest(.get, url), responseLimit: 300_000)
        #expect(get.status == 200)
        #expect(get.body == body)
        #expect(try await server.log(of: bucket).first?.path == url.encodedPath)
    }

    /// A body that is made while it is sent.
    private struct MadeBody: ByteSource {
        let byteCount: Int
        /// Where reading fails, if anywhere.
        var end = Int.max

        struct Unreadable: Error, Equatable {}

        func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
            guard offset + buffer.count <= end else { throw Unreadable() }
            for index in buffer.indices { buffer[index] = UInt8(truncatingIfNeeded: (offset + index) &* 31) }
        }
    }

    @Test func bodyIsReadWhileSending() async throws {
        let (server, bucket) = try await makeBucket()
        let url = server.url("/\(bucket)/key")
        let byteCount = (3 << 20) + 5
        let put = HTTPRequest(.put, url, body: MadeBody(byteCount: byteCount))
        #expect(try await transport.send(put, responseLimit: 1000).status == 200)
        let get = try await transport.send(HTTPRequest(.get, url), responseLimit: byteCount)
        #expect(get.body == (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    }

    /// Bytes of a request that takes long end an outage before the request does.
    @Test(arguments: [false, true])
    func bytesOfLongRequestEndOutage(isLong: Bool) async throws {
        struct Lost: Error {}
        let script: JSON = isLong ? [["rate": 4_194_304]] : []
        let (server, bucket) = try await makeBucket(["script": script])
        let policy = RetryPolicy()
        var configuration = CurlTransport.Configuration()
        configuration.retryBudget = policy.budget
        let transport = CurlTransport(configuration)
        let body = MadeBody(byteCount: isLong ? 20 << 20 : 1000)
        let request = HTTPRequest(.put, server.url("/\(bucket)/key"), body: body)
        let retrier = Retrier(policy)
        let status = try await retrier { attempt in
            guard attempt > 1 else { throw Lost() }
            #expect(policy.budget.outage != nil)
            let response = try await transport.send(request, responseLimit: 1000)
            // The retrier does not know of the response yet.
            #expect((policy.budget.outage == nil) == isLong)
            return response.status
        } classify: { _ in
            .backOff(.noResponse, retryAfter: nil)
        }
        #expect(status == 200)
    }

    /// A server that accepts connections and never reads from them: only the buffers of the system take bytes.
    @Test func bytesThatNobodyReceivedArePending() async throws {
        let listener = try SilentListener()
        let url = HTTPURL(scheme: .http, host: "127.0.0.1", port: listener.port, path: "/key")
        let counters = RequestCounters()
        let body = CountedBody(MadeBody(byteCount: 64 << 20), counters: counters)
        let sending = Task { try await transport.send(HTTPRequest(.put, url, body: body), responseLimit: 1000) }
        // What the other end has taken stays in its buffer, which is small. Measured now and then, the pending bytes may lack
        // what was sent a moment ago.
        func isStuck() -> Bool {
            transport.pendingByteCount > 0 && counters.movedByteCount - transport.pendingByteCount < 1 << 20
        }
        // Within the time after which a request that is stuck fails.
        for _ in 0..<2000 where !isStuck() { try await Task.sleep(for: .milliseconds(20)) }
        #expect(isStuck())
        // No more is read than the sender's buffers hold.
        #expect(counters.movedByteCount < 16 << 20)
        sending.cancel()
        await #expect(throws: CancellationError.self) { try await sending.value }
    }

    @Test func transfersShareTheBandwidth() async throws {
        let (server, bucket) = try await makeBucket()
        var configuration = CurlTransport.Configuration()
        configuration.bandwidth = Bandwidth(bytesPerSecond: 1_000_000)
        let transport = CurlTransport(configuration)
        let start = ContinuousClock.now
        let statuses = try await [0, 1, 2].boundedMap(width: 3) { number in
            let body = MadeBody(byteCount: 300_000)
            return try await transport.send(
                HTTPRequest(.put, server.url("/\(bucket)/\(number)"), body: body),
                responseLimit: 1000
            ).status
        }
        #expect(statuses == [200, 200, 200])
        // Some of it was allowed at once.
        #expect(start.duration(to: .now) > .milliseconds(700))
    }

    @Test(arguments: [0, 2 << 20]) func bodyReadErrorEndsRequest(end: Int) async throws {
        let (server, bucket) = try await makeBucket()
        let url = server.url("/\(bucket)/key")
        let put = HTTPRequest(.put, url, body: MadeBody(byteCount: 3 << 20, end: end))
        await #expect(throws: MadeBody.Unreadable()) { try await transport.send(put, responseLimit: 1000) }
        #expect(try await transport.send(HTTPRequest(.get, url), responseLimit: 1000).status == 404)
    }

    @Test(arguments: [HTTPMethod.put, .post])
    func bodyHasContentLength(method: HTTPMethod) async throws {
        for body: [UInt8] in [[], [1], .init(repeating: 2, count: 2 << 20)] {
            let (server, bucket) = try await makeBucket(["script": [["status": 200, "body": ""]]])
            let request = HTTPRequest(method, server.url("/\(bucket)/key"), headers: ["x-empty": ""], body: body)
            #expect(try await transport.send(request, responseLimit: 0).status == 200)
            let entry = try #require(try await server.log(of: bucket).first)
            #expect(entry.method == method.rawValue)
            #expect(entry.headers["content-length"] == String(body.count))
            #expect(entry.headers["x-empty"] == "")
            for name in ["transfer-encoding", "expect", "accept-encoding", "content-type"] {
                #expect(entry.headers[name] == nil, "\(name)")
            }
        }
    }

    @Test func headResponseHasContentLength() async throws {
        let (server, bucket) = try await makeBucket()
        let url = server.url("/\(bucket)/key")
        _ = try await transport.send(HTTPRequest(.put, url, body: [1, 2, 3]), responseLimit: 0)
        let head = try await transport.send(HTTPRequest(.head, url), responseLimit: 0)
        #expect(head.status == 200)
        #expect(head.headers["Content-Length"] == "3")
        #expect(head.body.isEmpty)
    }

    @Test(arguments: [1, 2, 3, 8])
    func connectionsAreReusedAndLimited(threadCount: Int) async throws {
        let (server, bucket) = try await makeBucket()
        var configuration = CurlTransport.Configuration()
        configuration.connectionLimit = 3
        configuration.threadCount = threadCount
        let transport = CurlTransport(configuration)
        _ = try await (0..<40).boundedMap(width: 20) { number in
            let request = HTTPRequest(.put, server.url("/\(bucket)/\(number)"), body: [1])
            return try await transport.send(request, responseLimit: 0).status
        }
        let log = try await server.log(of: bucket)
        #expect(log.count == 40)
        #expect(Set(log.map(\.connection)).count <= 3)
    }

    @Test func sequentialRequestsShareAConnection() async throws {
        let (server, bucket) = try await makeBucket()
        let transport = CurlTransport()
        for number in 0..<5 {
            let request = HTTPRequest(.put, server.url("/\(bucket)/\(number)"), body: [1])
            _ = try await transport.send(request, responseLimit: 0)
        }
        #expect(Set(try await server.log(of: bucket).map(\.connection)).count == 1)
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func redirectsAreNotFollowed(status: Int) async throws {
        let fault: JSON = ["status": .integer(status), "body": "", "headers": ["Location": "/elsewhere"]]
        let (server, bucket) = try await makeBucket(["script": [fault]])
        let response = try await transport.send(HTTPRequest(.get, server.url("/\(bucket)/key")), responseLimit: 0)
        #expect(response.status == status)
        #expect(try await server.log(of: bucket).count == 1)
    }

    @Test func responseLimitIsEnforced() async throws {
        let fault: JSON = ["status": 200, "fill": 100_000]
        let (server, bucket) = try await makeBucket(["script": [fault, fault]])
        let request = HTTPRequest(.get, server.url("/\(bucket)/key"))
        #expect(try await transport.send(request, responseLimit: 100_000).body.count == 100_000)
        let error = await #expect(throws: HTTPError.self) {
            try await transport.send(request, responseLimit: 99_999)
        }
        #expect(error?.reason == .responseTooLarge(limit: 99_999))
        #expect(error?.isTransient == false)
    }

    @Test(arguments: ["a\r\nx-injected: 1", "a\nb", "\0"])
    func lineBreaksInHeadersAreRejected(value: String) async throws {
        let (server, bucket) = try await makeBucket()
        let request = HTTPRequest(.get, server.url("/\(bucket)/key"), headers: ["x-name": value])
        let error = await #expect(throws: HTTPError.self) { try await transport.send(request, responseLimit: 0) }
        #expect(error?.reason == .invalidRequest)
        #expect(try await server.log(of: bucket).isEmpty)
    }
}
