import HTTP
import Testing
import TestSupport

@Suite struct RetrierTests {
    private struct Failure: Error, Equatable {
        let decision: RetryDecision
    }

    private static let lost = RetryDecision.backOff(.noResponse, retryAfter: nil)
    private static let failed = RetryDecision.backOff(.serverError, retryAfter: nil)

    /// Runs attempts that fail with these decisions, and then succeed; returns the number of attempts.
    private func run(_ decisions: [RetryDecision], _ retrier: Retrier) async throws -> Int {
        try await run(retrier) { attempt in attempt <= decisions.count ? decisions[attempt - 1] : nil }
    }

    /// Runs attempts that fail with decisions, until there is none; returns the number of attempts.
    private func run(_ retrier: Retrier, _ decision: (Int) async throws -> RetryDecision?) async throws -> Int {
        try await retrier { attempt in
            if let decision = try await decision(attempt) { throw Failure(decision: decision) }
            return attempt
        } classify: { error in
            (error as? Failure)?.decision ?? .fail
        }
    }

    @Test func delaysAreDecorrelated() {
        var policy = RetryPolicy()
        policy.random = { 0 }
        #expect(policy.delay(after: nil, isThrottled: true, retryAfter: nil) == .seconds(1))
        #expect(policy.delay(after: .seconds(9), isThrottled: false, retryAfter: nil) == .milliseconds(50))
        policy.random = { 0.5 }
        #expect(policy.delay(after: nil, isThrottled: false, retryAfter: nil) == .milliseconds(100))
        #expect(policy.delay(after: .milliseconds(150), isThrottled: false, retryAfter: nil) == .milliseconds(250))
        #expect(policy.delay(after: .seconds(20), isThrottled: false, retryAfter: nil) == .seconds(20))
    }

    @Test func firstSuccessEndsAttempts() async throws {
        let clock = TestClock()
        #expect(try await run([], Retrier(clock.policy)) == 1)
        #expect(try await run([Self.failed, Self.failed], Retrier(clock.policy)) == 3)
        #expect(clock.delays == [.milliseconds(150), .milliseconds(450)])
    }

    @Test(arguments: [RetryDecision.fail, .reject])
    func finalErrorIsThrownAtOnce(decision: RetryDecision) async throws {
        let clock = TestClock()
        await #expect(throws: Failure(decision: decision)) { try await run([decision], Retrier(clock.policy)) }
        #expect(clock.delays.isEmpty)
    }

    @Test func repeatingNowNeitherWaitsNorCosts() async throws {
        let clock = TestClock()
        let retrier = Retrier(clock.policy)
        for _ in 0..<150 { #expect(try await run([.repeatNow], retrier) == 2) }
        #expect(clock.delays.isEmpty)
    }

    /// A server may ask for any delay that ends before the run gives up.
    @Test(
        arguments: [
            (asked: [7], limit: 600, delays: [7]), ([300], 600, [300]), ([600], 600, [600]), ([2, 3], 5, [2, 3]),
            // It needs more time than there is, or than is left.
            ([601], 600, nil), ([100], 5, nil), ([400, 300], 600, nil), ([.max], 600, nil), ([1], 0, nil),
        ] as [(asked: [Int], limit: Int, delays: [Int]?)]
    )
    func retryAfterExtendsDelay(asked: [Int], limit: Int, delays: [Int]?) async throws {
        let clock = TestClock()
        var policy = clock.policy
        policy.longestOutage = .seconds(limit)
        let decisions = asked.map { RetryDecision.backOff(.serverError, retryAfter: .seconds($0)) }
        guard let delays else {
            await #expect(throws: Failure.self) { try await run(decisions, Retrier(policy)) }
            return #expect(clock.delays.count == asked.count - 1)
        }
        #expect(try await run(decisions, Retrier(policy)) == asked.count + 1)
        #expect(clock.delays == delays.map { .seconds($0) })
    }

    @Test func attemptLimitEndsAttempts() async throws {
        let clock = TestClock()
        var policy = clock.policy
        policy.attemptLimit = 3
        await #expect(throws: Failure.self) { try await run(Array(repeating: Self.failed, count: 3), Retrier(policy)) }
        #expect(clock.delays.count == 2)
        #expect(try await run([Self.failed, Self.failed], Retrier(policy)) == 3)
    }

    @Test(
        arguments: [
            // A server that has never responded, one that fails, and one that is gone after it has responded.
            (decision: lost, first: nil, seconds: 90),
            (decision: failed, first: nil, seconds: 600),
            (decision: lost, first: RetryDecision.reject, seconds: 600),
        ] as [(decision: RetryDecision, first: RetryDecision?, seconds: Int)]
    )
    func outageEndsAttempts(decision: RetryDecision, first: RetryDecision?, seconds: Int) async throws {
        let clock = TestClock()
        let retrier = Retrier(clock.policy)
        if let first { _ = try? await run([first], retrier) }
        await #expect(throws: Failure(decision: decision)) { try await run(retrier) { _ in decision } }
        // The last attempt is made at the very end.
        #expect(clock.elapsed == .seconds(seconds))
        #expect(clock.delays.allSatisfy { $0 <= .seconds(20) })
    }

    @Test func outageMayBeShorter() async throws {
        let clock = TestClock()
        var policy = clock.policy
        policy.longestOutage = .zero
        policy.budget = RetryBudget()
        await #expect(throws: Failure.self) { try await run([Self.lost], Retrier(policy)) }
        #expect(clock.delays.isEmpty)
    }

    /// A server that accepts connections and never responds: each attempt takes a minute, and is part of the outage.
    @Test(arguments: [(2, 1), (60, 1), (61, 2), (130, 3)] as [(seconds: Int, attempts: Int)])
    func failedAttemptIsPartOfOutage(seconds: Int, attempts: Int) async throws {
        let clock = TestClock()
        var policy = clock.policy
        policy.longestOutage = .seconds(seconds)
        var count = 0
        _ = try? await run(Retrier(policy)) { attempt in
            count = attempt
            try await policy.sleep(.seconds(60))
            return Self.failed
        }
        #expect(count == attempts)
    }

    /// An outage begins no earlier than the last progress.
    @Test(
        arguments: [(1000, 59, 2), (0, 59, 1), (0, 3600, 1), (1000, 3600, 1)]
            as [(arrived: Int, seconds: Int, attempts: Int)]
    )
    func outageBeginsAfterProgress(arrived: Int, seconds: Int, attempts: Int) async throws {
        let clock = TestClock()
        var policy = clock.policy
        policy.longestOutage = .seconds(2)
        policy.attemptLimit = 2
        var count = 0
        _ = try? await run(Retrier(policy)) { attempt in
            count = attempt
            try await policy.sleep(.seconds(seconds))
            policy.budget.recordArrival(of: arrived, by: ObjectIdentifier(clock), at: policy.now())
            if seconds > 60 { try await policy.sleep(.seconds(seconds)) }
            return Self.failed
        }
        #expect(count == attempts)
    }

    @Test func sleepOfTheMachineIsNoOutage() async throws {
        let clock = TestClock()
        let attempts = try await run(Retrier(clock.policy)) { attempt in
            guard attempt == 1 else { return nil }
            try await clock.policy.sleep(.seconds(3600))
            return Self.failed
        }
        #expect(attempts == 2)
    }

    /// One request that always fails beside others that succeed.
    @Test func progressOfOtherRequestsPreventsOutage() async throws {
        let clock = TestClock()
        let policy = clock.policy
        let (unlucky, lucky) = (Retrier(policy), Retrier(policy))
        let attempts = try await run(unlucky) { attempt in
            _ = try await self.run([], lucky)
            return clock.elapsed < .seconds(3600) ? Self.failed : nil
        }
        #expect(attempts > 100)
    }

    /// Two lost connections, with bytes between them that no request finishes.
    @Test(
        arguments: [
            (arrived: [0, 0, 0], attempts: 2),
            // Growth, all lost and growth again, and a loss of some.
            ([0, 1000], 3), ([1000, 0, 1], 3), ([5000, 2000, 2001], 3),
            // Nothing but losses.
            ([5000, 2000, 0], 2), ([5000], 2),
        ] as [(arrived: [Int], attempts: Int)]
    )
    func bytesOfOtherRequestsPreventOutage(arrived: [Int], attempts: Int) async throws {
        let clock = TestClock()
        var policy = clock.policy
        let (budget, now) = (policy.budget, policy.now)
        // Each delay is longer than an outage may be.
        policy.maximumDelay = .seconds(3600)
        policy.baseDelay = .seconds(3600)
        policy.attemptLimit = 3
        let thread = ObjectIdentifier(clock)
        policy.sleep = { [sleep = policy.sleep] delay in
            try await sleep(delay)
            for byteCount in arrived { budget.recordArrival(of: byteCount, by: thread, at: now()) }
        }
        var count = 0
        _ = try? await run(Retrier(policy)) { attempt in
            count = attempt
            return Self.failed
        }
        #expect(count == attempts)
    }

    /// Requests that are lost again and again on the way, such as by a proxy that ends them after a minute.
    @Test func bytesThatAreLostAreNoProgressForEver() async throws {
        let clock = TestClock()
        var policy = clock.policy
        let (budget, now) = (policy.budget, policy.now)
        let thread = ObjectIdentifier(clock)
        policy.sleep = { [sleep = policy.sleep] delay in
            try await sleep(delay)
            for byteCount in [0, 1000] { budget.recordArrival(of: byteCount, by: thread, at: now()) }
        }
        await #expect(throws: Failure(decision: Self.failed)) { try await run(Retrier(policy)) { _ in Self.failed } }
        #expect((600...900).contains(clock.elapsed.components.seconds))
    }

    /// One thread moves bytes that get further all the time, beside a request that always fails.
    @Test func bytesThatGetFurtherAreProgressForEver() async throws {
        let clock = TestClock()
        var policy = clock.policy
        let (budget, now) = (policy.budget, policy.now)
        let (thread, other) = (ObjectIdentifier(clock), ObjectIdentifier(budget))
        policy.sleep = { [sleep = policy.sleep] delay in
            try await sleep(delay)
            for _ in 0..<2 { budget.recordArrival(of: 1000, by: other, at: now()) }
            for byteCount in [1, 2] {
                let count = Int(clock.elapsed.components.seconds) * 1000 + byteCount
                budget.recordArrival(of: count, by: thread, at: now())
            }
        }
        _ = try await run(Retrier(policy)) { _ in clock.elapsed < .seconds(3600) ? Self.failed : nil }
        #expect(clock.elapsed >= .seconds(3600))
    }

    @Test func endOfOutageEndsDelays() async throws {
        let clock = TestClock()
        var policy = clock.policy
        let other = Retrier(policy)
        // The network is there again after 31 seconds, in the middle of a long delay.
        policy.sleep = { [sleep = policy.sleep] delay in
            try await sleep(delay)
            if clock.elapsed > .seconds(31) {
                _ = try await other { _ in
                    1
                } classify: { _ in
                    .fail
                }
            }
        }
        _ = try await run(Retrier(policy)) { _ in clock.elapsed < .seconds(31) ? Self.lost : nil }
        #expect(clock.elapsed < .seconds(33))
        #expect(policy.budget.outage == nil)
    }

    @Test func outageIsReported() async throws {
        let clock = TestClock()
        let policy = clock.policy
        let retrier = Retrier(policy)
        #expect(policy.budget.outage == nil)
        _ = try await run(retrier) { attempt in
            guard attempt > 1 else { return Self.failed }
            let outage = try #require(policy.budget.outage)
            #expect(outage.start.duration(to: outage.deadline) == .seconds(600))
            #expect(outage.error as? Failure == Failure(decision: Self.failed))
            return nil
        }
        #expect(policy.budget.outage == nil)
    }

    @Test func retriesAreReportedBeforeTheDelay() async throws {
        let clock = TestClock()
        var reports: [String] = []
        let retrier = Retrier(clock.policy)
        _ = try await retrier { attempt in
            if attempt < 3 { throw Failure(decision: Self.failed) }
            return attempt
        } classify: { _ in
            Self.failed
        } willRetry: { attempt, delay, _ in
            reports.append("\(attempt) \(delay) after \(clock.delays.count)")
        }
        #expect(reports == ["1 0.15 seconds after 0", "2 0.45 seconds after 1"])
    }
}
