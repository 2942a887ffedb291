import AWS
import Hashing
import HTTP
import Objects
import S3
import Testing
import TestSupport

@Suite struct RetryTests {
    static let found = HTTPResponse(status: 200, headers: ["Content-Length": "3", "ETag": "\"e\""])
    static let request = HTTPRequest(.head, HTTPURL(scheme: .https, host: "h"))

    @Test func delaysGrowUntilAttemptsEnd() async throws {
        let clock = TestClock()
        var policy = clock.policy
        policy.attemptLimit = 5
        let transport = ScriptedTransport([.error(500, "InternalError")])
        let client = try S3Client.test(transport, clock: clock, retryPolicy: policy)
        let error = await #expect(throws: S3Error.self) { try await client.get("k", limit: 1) }
        #expect(clock.delays == [150, 450, 1350, 4050].map { .milliseconds($0) })
        #expect(transport.requests.count == 5)
        #expect(client.counters.requestCount == 5)
        #expect(error?.message.contains("5 attempts") == true)
    }

    @Test(arguments: [(503, "SlowDown"), (429, "TooManyRequests"), (503, "")])
    func throttlingDelaysAreLonger(status: Int, code: String) async throws {
        let clock = TestClock()
        var policy = clock.policy
        policy.attemptLimit = 5
        let transport = ScriptedTransport([.error(status, code)])
        let client = try S3Client.test(transport, clock: clock, retryPolicy: policy)
        await #expect(throws: S3Error.self) { try await client.get("k", limit: 1) }
        #expect(clock.delays == [3, 9, 20, 20].map { .seconds($0) })
    }

    @Test(
        arguments: [
            (["Retry-After": "7"], Duration.seconds(7)),
            (["x-amz-retry-after": "3500"], .milliseconds(3500)),
            (["Date": "Sun, 30 Aug 2015 12:36:00 GMT", "Retry-After": "Sun, 30 Aug 2015 12:36:09 GMT"], .seconds(9)),
            (["Retry-After": "300"], .seconds(300)), (["x-amz-retry-after": "599000"], .seconds(599)),
            (["Retry-After": "soon"], .seconds(3)),
            (["Retry-After": "-5"], .seconds(3)),
        ] as [([String: String], Duration)]
    )
    func retryAfterIsHonored(fields: [String: String], expected: Duration) async throws {
        let clock = TestClock()
        let headers = fields.reduce(into: [:] as HTTPHeaders) { $0[$1.key] = $1.value }
        let transport = ScriptedTransport([.error(503, "SlowDown", headers: headers), Self.found])
        _ = try await S3Client.test(transport, clock: clock).head("k")
        #expect(clock.delays == [expected])
    }

    @Test func excessiveRetryAfterFails() async throws {
        let transport = ScriptedTransport([.error(503, "SlowDown", headers: ["Retry-After": "86400"])])
        let client = try S3Client.test(transport)
        await #expect(throws: S3Error.self) { try await client.head("k") }
        #expect(transport.requests.count == 1)
    }

    @Test(
        arguments: [
            // Of proxies and content delivery networks, which know no codes of S3.
            (408, ""), (500, ""), (502, ""), (504, ""), (507, ""), (509, ""), (520, ""), (524, ""), (530, ""),
            (599, ""),
            (408, "RequestTimeout"), (409, "OperationAborted"), (409, "ConditionalRequestConflict"),
            (200, "InternalError"), (200, "OperationAborted"),
            // Of a status that says nothing.
            (400, "BandwidthLimitExceeded"), (400, "PriorRequestNotComplete"),
            (400, "ProvisionedThroughputExceededException"), (400, "RequestLimitExceeded"), (400, "RequestThrottled"),
            (400, "RequestThrottledException"), (400, "RequestTimeout"), (400, "RequestTimeoutException"),
            (400, "ThrottledException"), (400, "Throttling"), (400, "ThrottlingException"),
            (400, "TooManyRequestsException"), (400, "InternalFailure"),
        ] as [(Int, String)]
    )
    func transientErrorsAreRetried(status: Int, code: String) async throws {
        let body = Array("<Error><Code>\(code)</Code></Error>".utf8)
        let error = HTTPResponse(status: status, body: code.isEmpty ? [] : body)
        let result = "<CompleteMultipartUploadResult><ETag>\"e\"</ETag></CompleteMultipartUploadResult>"
        let transport = ScriptedTransport([error, HTTPResponse(status: 200, body: Array(result.utf8))])
        let client = try S3Client.test(transport)
        let upload = MultipartUpload(key: "k", id: "i")
        #expect(try await client.completeMultipartUpload(upload, parts: [], onlyIfAbsent: true) != .exists)
        #expect(transport.requests.count == 2)
    }

    @Test(arguments: [
        HTTPResponse.error(403, "AccessDenied"), .error(403, "SignatureDoesNotMatch"),
        .error(403, "InvalidAccessKeyId"), .error(400, "ExpiredToken"), .error(400, "InvalidRequest"),
        .error(404, "NoSuchBucket"), .error(409, "BucketAlreadyExists"), .error(301, "PermanentRedirect"),
        .error(307, "TemporaryRedirect"), .error(400, "LimitExceededException"), .error(400, ""),
        HTTPResponse(status: 501), HTTPResponse(status: 505), HTTPResponse(status: 400), HTTPResponse(status: 417),
    ])
    func permanentErrorsAreNotRetried(response: HTTPResponse) async throws {
        let transport = ScriptedTransport([response])
        await #expect(throws: S3Error.self) { try await S3Client.test(transport).get("k", limit: 1) }
        #expect(transport.requests.count == 1)
    }

    @Test(arguments: [
        HTTPError(.connectionLost, request), HTTPError(.timedOut, request), HTTPError(.notConnected, request),
    ])
    func connectionErrorsAreRetried(error: HTTPError) async throws {
        let transport = ScriptedTransport([.failure(error), .success(Self.found)])
        #expect(try await S3Client.test(transport).head("k")?.byteCount == 3)
    }

    @Test func untrustedCertificateIsNotRetried() async throws {
        let error = HTTPError(.untrustedCertificate, Self.request)
        let transport = ScriptedTransport([.failure(error)])
        await #expect(throws: error) { try await S3Client.test(transport).head("k") }
        #expect(transport.requests.count == 1)
    }

    @Test func eachAttemptIsSignedAnew() async throws {
        let clock = TestClock()
        let transport = ScriptedTransport([.error(503, "SlowDown"), .error(503, "SlowDown"), Self.found])
        _ = try await S3Client.test(transport, clock: clock).head("k")
        #expect(
            transport.requests.map { $0.headers["x-amz-date"] }
                == ["20150830T123600Z", "20150830T123603Z", "20150830T123612Z"]
        )
        #expect(Set(transport.requests.map { $0.headers["Authorization"] }).count == 3)
    }

    @Test func serverClockIsAdoptedOnce() async throws {
        let skewed = HTTPResponse.error(
            403,
            "RequestTimeTooSkewed",
            headers: ["Date": "Sun, 30 Aug 2015 13:36:00 GMT"]
        )
        let transport = ScriptedTransport([skewed, Self.found])
        let client = try S3Client.test(transport)
        _ = try await client.get("k", limit: 3)
        _ = try await client.head("k")
        #expect(
            transport.requests.map { $0.headers["x-amz-date"] }
                == ["20150830T123600Z", "20150830T133600Z", "20150830T133600Z"]
        )

        let stubborn = ScriptedTransport([skewed])
        let error = await #expect(throws: S3Error.self) { try await S3Client.test(stubborn).get("k", limit: 3) }
        #expect(stubborn.requests.count == 2)
        #expect(error?.hint?.contains("clock") == true)
    }

    @Test func concurrentRequestsAdoptServerClock() async throws {
        let transport = SkewedTransport(requestsTogether: 8)
        let client = try S3Client.test(transport)
        let sizes = try await withThrowingTaskGroup(of: Int64?.self) { group in
            for number in 0..<8 {
                group.addTask { try await client.get("k\(number)", limit: 3)?.metadata.byteCount }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(sizes == Array(repeating: 3, count: 8))
        #expect(client.counters.requestCount == 16)
    }

    @Test(
        arguments: [
            (found, 3), (.error(404, "NoSuchKey"), 3), (.error(416, "InvalidRange"), 3),
            (found, nil), (.error(404, "NoSuchKey"), nil),
        ] as [(HTTPResponse, Int64?)]
    )
    func headIsRepeatedWithServerClock(second: HTTPResponse, byteCount: Int64?) async throws {
        let date: HTTPHeaders = ["Date": "Sun, 30 Aug 2015 13:36:00 GMT"]
        let transport = ScriptedTransport([
            HTTPResponse(status: 403, headers: date), .error(403, "RequestTimeTooSkewed", headers: date), second,
            byteCount == nil ? HTTPResponse(status: 404) : Self.found,
        ])
        #expect(try await S3Client.test(transport).head("k")?.byteCount == byteCount)
        #expect(transport.requests.map(\.method) == [.head, .get, .get, .head])
        #expect(transport.requests.last?.headers["x-amz-date"] == "20150830T133600Z")
    }

    @Test func persistentHeadErrorIsThrown() async throws {
        let transport = ScriptedTransport([HTTPResponse(status: 403), Self.found, HTTPResponse(status: 403)])
        let error = await #expect(throws: S3Error.self) { try await S3Client.test(transport).head("k") }
        guard case .errorResponse(let response) = error else { throw NoErrorResponse() }
        #expect(response.status == 403)
        #expect(transport.requests.map(\.method) == [.head, .get, .head])
    }

    private struct NoErrorResponse: Error {}

    @Test func clientsOfARunShareTheBudget() async throws {
        let clock = TestClock()
        let policy = clock.policy
        let transport = ScriptedTransport([.error(500, "InternalError")])
        for _ in 0..<2 {
            let client = try S3Client.test(transport, clock: clock, retryPolicy: policy)
            await #expect(throws: S3Error.self) { try await client.head("k") }
        }
        #expect(clock.elapsed == policy.longestOutage)
    }
}
