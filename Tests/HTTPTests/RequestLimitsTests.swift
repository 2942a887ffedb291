import Basics
import HTTP
import Synchronization
import Testing
import TestSupport

/// The requests that are in flight to each server.
@Suite(.hangLimit) struct RequestLimitsTests {
    /// Counts what is in flight.
    private final class Gauge: Sendable {
        private let state = Mutex((now: 0, most: 0))

        var most: Int { state.withLock { $0.most } }

        func run(_ body: () async throws -> Void) async throws {
            state.withLock { state in
                state.now += 1
                state.most = max(state.most, state.now)
            }
            defer { state.withLock { $0.now -= 1 } }
            try await body()
        }
    }

    /// The bodies need not exist.
    private struct Body: ByteSource {
        let byteCount: Int

        func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) {}
    }

    private static let large = 8 << 20

    private func request(_ byteCount: Int, host: String = "bucket.example.com") -> HTTPRequest {
        let url = HTTPURL(scheme: .https, host: host, port: nil, path: "/key")
        return HTTPRequest(.put, url, body: Body(byteCount: byteCount))
    }

    @Test(arguments: [1000, large])
    func noMoreThanTheLimitIsInFlight(byteCount: Int) async throws {
        let (limits, gauge) = (RequestLimits(connectionLimit: 4), Gauge())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    let permit = try await limits.admit(request(byteCount))
                    try await gauge.run { await Task.yield() }
                    permit.release(.succeeded)
                }
            }
            try await group.waitForAll()
        }
        #expect(2...4 ~= gauge.most)
    }

    @Test func smallRequestsDoNotWaitBehindLargeOnes() async throws {
        let limits = RequestLimits()
        var large: [RequestPermit] = []
        for _ in 0..<Int(ConcurrencyWindow.start) { large.append(try await limits.admit(request(Self.large))) }
        let waiting = Task { try await limits.admit(request(Self.large)) }
        for _ in 0..<10 { try await limits.admit(request(0)).release(.succeeded) }
        for permit in large { permit.release(.succeeded) }
        try await waiting.value.release(.succeeded)
    }

    @Test func serversDoNotWaitForEachOther() async throws {
        let limits = RequestLimits(connectionLimit: 1)
        let one = try await limits.admit(request(Self.large))
        let other = try await limits.admit(request(Self.large, host: "other.example.com"))
        one.release(.succeeded)
        other.release(.succeeded)
    }

    @Test func cancelledRequestLetsTheNextOneIn() async throws {
        let limits = RequestLimits(connectionLimit: 1)
        let held = try await limits.admit(request(Self.large))
        let cancelled = Task { try await limits.admit(request(Self.large)) }
        let next = Task { try await limits.admit(request(Self.large)) }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        held.release(.succeeded)
        // A second release gives no second place.
        held.release(.failed)
        try await next.value.release(.succeeded)
    }

    /// A request that has waited for its place is not slow.
    @Test func timeOfARequestBeginsWithItsPlace() async throws {
        let limits = RequestLimits(connectionLimit: 1)
        let held = try await limits.admit(request(Self.large))
        let waiting = Task { try await limits.admit(request(Self.large)) }
        try await Task.sleep(for: .milliseconds(20))
        let time = ContinuousClock.now
        held.release(.succeeded)
        let permit = try await waiting.value
        #expect(permit.progress.start >= time)
        permit.release(.succeeded)
    }

    @Test func placeOfALostPermitIsGivenOn() async throws {
        let limits = RequestLimits(connectionLimit: 1)
        for _ in 0..<10 { _ = try await limits.admit(request(Self.large)) }
    }

    @Test func refusedRequestsLowerTheNumber() async throws {
        let limits = RequestLimits()
        var permits: [RequestPermit] = []
        for _ in 0..<10 { permits.append(try await limits.admit(request(0))) }
        // The ninth one and the tenth were too many: seven remain.
        for permit in permits.suffix(2) { permit.release(.refused) }
        let gauge = Gauge()
        let next = Task {
            let permit = try await limits.admit(request(0))
            try await gauge.run {}
            return permit
        }
        try await Task.sleep(for: .milliseconds(20))
        permits[0].release(.failed)
        try await Task.sleep(for: .milliseconds(20))
        #expect(gauge.most == 0)
        permits[1].release(.failed)
        try await next.value.release(.succeeded)
        for permit in permits { permit.release(.succeeded) }
    }

    @Test func windowGrowsWithTheBytesThatArrive() async throws {
        let limits = RequestLimits()
        let gauge = Gauge()
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<400 {
                group.addTask {
                    let permit = try await limits.admit(request(Self.large))
                    try await gauge.run {
                        for step in 1...8 {
                            try await Task.sleep(for: .milliseconds(2))
                            permit.progress.record(step << 20, at: .now)
                        }
                    }
                    permit.release(.succeeded)
                }
            }
            try await group.waitForAll()
        }
        #expect(gauge.most > 4 && gauge.most <= 128, "\(gauge.most) after \(ContinuousClock.now - start)")
    }

    /// The slow one, the seconds since all began, and the megabytes that the others have sent.
    @Test(
        arguments: [
            (0, 1.0, 7, false), (0, 3, 7, true), (7, 3, 7, false),
            // Its fellows are as slow.
            (0, 3, 0, false),
        ] as [(Int, Double, Int, Bool)]
    )
    func requestThatIsFarSlowerThanOthersIsAbandoned(slow: Int, seconds: Double, others: Int, isAbandoned: Bool) {
        let start = ContinuousClock.now
        let now = start + .seconds(seconds)
        var slowRequests = SlowRequests()
        let requests = ([slow] + Array(repeating: others, count: 5)).map { megabytes in
            let request = RequestProgress(byteCount: Self.large, start: start) { _ in }
            request.record(megabytes << 20, at: now)
            return request
        }
        slowRequests.abandon(among: requests, at: now)
        #expect(requests.map(\.isAbandoned) == [isAbandoned] + Array(repeating: false, count: 5))
    }

    @Test func oneRequestASecondIsAbandoned() {
        let start = ContinuousClock.now
        var slowRequests = SlowRequests()
        let requests = [0, 0, 7, 7, 7, 7, 7].map { megabytes in
            let request = RequestProgress(byteCount: Self.large, start: start) { _ in }
            request.record(megabytes << 20, at: start)
            return request
        }
        for (milliseconds, count) in [(3000, 1), (3100, 1), (4100, 2)] {
            let left = requests.filter { !$0.isAbandoned }
            slowRequests.abandon(among: left, at: start + .milliseconds(milliseconds))
            #expect(requests.count(where: \.isAbandoned) == count)
        }
    }
}
