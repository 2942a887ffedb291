import HTTP
import Testing
import TestSupport

@Suite struct RetrierTests {
    private struct Failure: Error, Equatable {
        let decision: RetryDecision
    }

    private static let failure = Failure(decision: .backOff(isThrottled: false, retryAfter: nil))

    /// Runs attempts that fail with these decisions, and then succeed; returns the number of attempts.
    private func run(_ decisions: [RetryDecision], _ retrier: Retrier) async throws -> Int {
        try await retrier { attempt in
            if attempt <= decisions.count { throw Failure(decision: decisions[attempt - 1]) }
            return attempt
        } classify: { error in
            (error as? Failure)?.decision ?? .fail
        }
    }

    @Test func delaysHaveFullJitter() {
        var policy = RetryPolicy()
        policy.random = { 0 }
        #expect(policy.delay(afterAttempt: 1, isThrottled: true, retryAfter: nil) == .zero)
        policy.random = { 0.5 }
        #expect(policy.delay(afterAttempt: 3, isThrottled: false, retryAfter: nil) == .milliseconds(100))
    }

    @Test func firstSuccessEndsAttempts() async throws {
        let clock = TestClock()
        #expect(try await run([], Retrier(clock.policy)) == 1)
        let backOff = RetryDecision.backOff(isThrottled: false, retryAfter: nil)
        #expect(try await run([backOff, backOff], Retrier(clock.policy)) == 3)
        #expect(clock.delays == [.milliseconds(50), .milliseconds(100)])
    }

    @Test func failedDecisionThrowsAtOnce() async throws {
        let clock = TestClock()
        await #expect(throws: Failure(decision: .fail)) { try await run([.fail], Retrier(clock.policy)) }
        #expect(clock.delays.isEmpty)
    }

    @Test func repeatingNowNeitherWaitsNorCosts() async throws {
        let clock = TestClock()
        let retrier = Retrier(clock.policy)
        for _ in 0..<150 { #expect(try await run([.repeatNow], retrier) == 2) }
        #expect(clock.delays.isEmpty)
    }

    @Test func retryAfterExtendsDelay() async throws {
        let clock = TestClock()
        let retrier = Retrier(clock.policy)
        #expect(try await run([.backOff(isThrottled: true, retryAfter: .seconds(7))], retrier) == 2)
        #expect(clock.delays == [.seconds(7)])
        let excessive = RetryDecision.backOff(isThrottled: true, retryAfter: .seconds(121))
        await #expect(throws: Failure(decision: excessive)) { try await run([excessive], retrier) }
    }

    @Test func copiesShareOneBudget() async throws {
        let clock = TestClock()
        let retrier = Retrier(clock.policy)
        let copies = [retrier, retrier]
        var attempts = 0
        for index in 0..<60 {
            let copy = copies[index % 2]
            _ = try? await copy { _ -> Int in
                attempts += 1
                throw Self.failure
            } classify: { _ in
                Self.failure.decision
            }
        }
        #expect(attempts == 60 + 100)
    }

    @Test func retriesAreReportedBeforeTheDelay() async throws {
        let clock = TestClock()
        var reports: [String] = []
        let retrier = Retrier(clock.policy)
        _ = try await retrier { attempt in
            if attempt < 3 { throw Self.failure }
            return attempt
        } classify: { _ in
            Self.failure.decision
        } willRetry: { attempt, delay, _ in
            reports.append("\(attempt) \(delay) after \(clock.delays.count)")
        }
        #expect(reports == ["1 0.05 seconds after 0", "2 0.1 seconds after 1"])
    }
}
