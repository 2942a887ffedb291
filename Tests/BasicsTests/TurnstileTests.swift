import Basics
import Synchronization
import Testing
import TestSupport

private struct Failure: Error, Equatable {}

@Suite(.hangLimit) struct TurnstileTests {
    @Test func stepsRunInOrder() async throws {
        let turnstile = Turnstile()
        let order = Order()
        try await withThrowingTaskGroup { group in
            for turn in (0..<200).shuffled() {
                group.addTask {
                    let result = try await turnstile.take(turn) {
                        await Task.yield()
                        order.append(turn)
                        return turn * 2
                    }
                    #expect(result == turn * 2)
                }
            }
            try await group.waitForAll()
        }
        #expect(order.turns == Array(0..<200))
    }

    @Test func failedStepFailsAllOthers() async throws {
        let turnstile = Turnstile()
        await withTaskGroup { group in
            for turn in (0..<20).reversed() {
                group.addTask {
                    await #expect(throws: Failure.self) {
                        try await turnstile.take(turn) { if turn == 0 { throw Failure() } }
                    }
                }
            }
        }
        await #expect(throws: Failure.self) { try await turnstile.take(20) {} }
    }

    @Test func firstFailureWins() async {
        let turnstile = Turnstile()
        turnstile.fail(Failure())
        turnstile.fail(CancellationError())
        await #expect(throws: Failure.self) { try await turnstile.take(0) {} }
    }

    @Test func cancelledTaskFailsAllWaiting() async {
        let turnstile = Turnstile()
        let cancelled = Task { try await turnstile.take(2) {} }
        let waiting = Task { try await turnstile.take(1) {} }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }
}

private final class Order: Sendable {
    private let state = Mutex<[Int]>([])

    var turns: [Int] { state.withLock { $0 } }

    func append(_ turn: Int) { state.withLock { $0.append(turn) } }
}
