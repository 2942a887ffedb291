import AWS
import AWSNames
import HTTP
import Logging
import Objects
import S3
import Synchronization
import TestSupport

extension S3Client {
    static let testSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    static let testToken = "session-token-value"

    /// A client of a bucket that does not exist.
    static func test(
        _ transport: any HTTPTransport,
        bucket: String = "bucket",
        endpoint: HTTPURL? = nil,
        owner: String? = nil,
        clock: TestClock? = TestClock(),
        retryPolicy: RetryPolicy? = nil,
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
            AWSClient.Configuration(
                transport: transport,
                credentials: StaticCredentials(credentials),
                retryPolicy: retryPolicy ?? clock?.policy ?? RetryPolicy(),
                logger: logger,
                now: { clock.map { Timestamp(secondsSinceEpoch: $0.secondsSinceEpoch) } ?? .now }
            )
        )
    }
}

/// A server an hour ahead of `TestClock` that responds only when so many requests have come in.
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
            return .error(403, "RequestTimeTooSkewed", headers: ["Date": "Sun, 30 Aug 2015 13:36:00 GMT"])
        }
        return HTTPResponse(status: 200, headers: ["Content-Length": "3"])
    }
}

struct EndlessListing: Error {}

extension S3Client {
    /// Lists all pages, as stores do.
    func list(_ prefix: String, delimiter: String? = nil, pageLimit: Int = .max) async throws -> [ListedObject] {
        try await ListPage.objects(limit: pageLimit, endless: EndlessListing()) { token in
            try await listPage(prefix, delimiter: delimiter, after: token)
        }
    }
}
