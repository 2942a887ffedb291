import AWS
import Basics
import HTTP
import Logging
import S3
import Synchronization
import TestSupport

/// A transport that answers as a test says, and keeps what it was sent.
final class ScriptedTransport: HTTPTransport {
    private struct State {
        var answers: [Result<HTTPResponse, HTTPError>]
        var requests: [HTTPRequest] = []
    }

    private let state: Mutex<State>

    init(_ answers: [Result<HTTPResponse, HTTPError>]) {
        state = Mutex(State(answers: answers))
    }

    convenience init(_ answers: [HTTPResponse]) {
        self.init(answers.map { .success($0) })
    }

    var requests: [HTTPRequest] { state.withLock { $0.requests } }

    /// Answers with the next answer, and with the last one when there are no more.
    func send(_ request: HTTPRequest, responseLimit limit: Int) async throws -> HTTPResponse {
        try state.withLock { state in
            state.requests.append(request)
            return try (state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0]).get()
        }
    }
}

/// A server an hour ahead of `TestClock`, that answers only when so many requests have come in.
final class SkewedTransport: HTTPTransport {
    private struct State {
        var missing: Int
        var waiting: [CheckedContinuation<Void, Never>] = []

        mutating func takeWaiting() -> [CheckedContinuation<Void, Never>] {
            defer { waiting = [] }
            return waiting
        }
    }

    private let state: Mutex<State>

    init(requestsTogether count: Int) {
        state = Mutex(State(missing: count))
    }

    func send(_ request: HTTPRequest, responseLimit limit: Int) async throws -> HTTPResponse {
        await withCheckedContinuation { continuation in
            let ready = state.withLock { state in
                state.missing -= 1
                state.waiting.append(continuation)
                return state.missing <= 0 ? state.takeWaiting() : []
            }
            for continuation in ready { continuation.resume() }
        }
        guard request.headers["x-amz-date"] == "20150830T133600Z" else {
            return .refusal(403, "RequestTimeTooSkewed", headers: ["Date": "Sun, 30 Aug 2015 13:36:00 GMT"])
        }
        return HTTPResponse(status: 200, headers: ["Content-Length": "3"])
    }
}

/// A clock that only the client's waiting moves.
final class TestClock: Sendable {
    private let state = Mutex(delays)
    private static let delays: [Duration] = []
    static let start = Timestamp(secondsSinceEpoch: 1_440_938_160)

    /// How long the client has waited each time.
    var delays: [Duration] { state.withLock { $0 } }

    /// Draws the longest delay each time.
    var policy: RetryPolicy {
        var policy = RetryPolicy()
        policy.random = { 1 }
        policy.sleep = { delay in self.state.withLock { $0.append(delay) } }
        policy.now = {
            let waited = self.delays.reduce(Duration.zero, +)
            return Self.start.advanced(bySeconds: Int(waited.components.seconds))
        }
        return policy
    }
}

extension HTTPResponse {
    /// S3's way to say no.
    static func refusal(
        _ status: Int,
        _ code: String,
        _ message: String = "words",
        extra: String = "",
        headers: HTTPHeaders = [:]
    ) -> HTTPResponse {
        let body = "<?xml version=\"1.0\"?><Error><Code>\(code)</Code><Message>\(message)</Message>\(extra)</Error>"
        return HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
    }
}

extension S3Client {
    static let testSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    static let testToken = "session-token-value"

    /// A client of a bucket that is not there.
    static func test(
        _ transport: any HTTPTransport,
        bucket: String = "bucket",
        endpoint: HTTPURL? = nil,
        owner: String? = nil,
        retryPolicy: RetryPolicy = TestClock().policy,
        logger: Logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    ) throws -> S3Client {
        let configuration = S3Configuration(
            bucket: try BucketName(bucket),
            region: try Region("us-east-1"),
            endpoint: endpoint,
            expectedBucketOwner: owner
        )
        let credentials = Credentials(accessKeyID: "AKID", secretAccessKey: testSecret, sessionToken: testToken)
        return S3Client(
            configuration,
            transport: transport,
            credentials: StaticCredentials(credentials),
            retryPolicy: retryPolicy,
            logger: logger
        )
    }
}
