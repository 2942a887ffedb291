public import HTTP
internal import Synchronization

/// A transport that returns the responses that a test lists, and records the requests.
public final class ScriptedTransport: HTTPTransport {
    private struct State {
        var responses: [Result<HTTPResponse, HTTPError>]
        var requests: [HTTPRequest] = []
    }

    private let state: Mutex<State>

    /// Creates a transport with the results of its requests in order; the last one is repeated.
    public init(_ responses: [Result<HTTPResponse, HTTPError>]) {
        state = Mutex(State(responses: responses))
    }

    /// Creates a transport whose requests all get a response.
    public convenience init(_ responses: [HTTPResponse]) {
        self.init(responses.map { .success($0) })
    }

    /// The requests so far.
    public var requests: [HTTPRequest] { state.withLock { $0.requests } }

    /// Records the request and returns the next response.
    public func send(_ request: HTTPRequest, responseLimit limit: Int) async throws -> HTTPResponse {
        try state.withLock { state in
            state.requests.append(request)
            return try (state.responses.count > 1 ? state.responses.removeFirst() : state.responses[0]).get()
        }
    }
}

/// A clock that only the delays between retries move.
public final class TestClock: Sendable {
    private static let noDelays: [Duration] = []
    /// 2015-08-30T12:36:00Z.
    public static let start = 1_440_938_160
    private let state = Mutex(noDelays)
    private let origin = ContinuousClock.now

    /// Creates a clock at its start.
    public init() {}

    /// The delays so far.
    public var delays: [Duration] { state.withLock { $0 } }

    /// The sum of the delays.
    public var elapsed: Duration { delays.reduce(.zero, +) }

    /// The present time in seconds since 1970.
    public var secondsSinceEpoch: Int { Self.start + Int(elapsed.components.seconds) }

    /// A policy that moves this clock instead of waiting, and draws the longest delay each time.
    public var policy: RetryPolicy {
        var policy = RetryPolicy()
        policy.random = { 1 }
        policy.sleep = { delay in self.state.withLock { $0.append(delay) } }
        policy.now = { [origin] in origin + self.elapsed }
        return policy
    }
}

extension HTTPResponse {
    /// An error response in S3's format.
    public static func error(
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
