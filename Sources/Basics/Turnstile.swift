internal import Synchronization

/// Runs one step of each concurrent task in the order of the tasks' numbers.
///
/// Blocks of a file are compressed in any order, but hashed and written in the file's: each task waits for its turn,
/// does its step, and lets the next one in. When a task fails or is cancelled, all waiting tasks fail too.
public final class Turnstile: Sendable {
    private struct State {
        var turn = 0
        var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
        var failure: (any Error)?
    }

    private let state = Mutex(State())

    /// Creates a turnstile that waits for turn 0.
    public init() {}

    /// Waits for a turn, runs the step, and passes the turn on; if the step fails, so do all waiting tasks.
    ///
    /// - Parameters:
    ///   - turn: The number of the turn: each number from 0 on must be taken exactly once.
    ///   - step: The work of the turn; no other step runs meanwhile.
    /// - Throws: The error of the step, or the first error of another one.
    public func take<Result>(_ turn: Int, _ step: () async throws -> Result) async throws -> Result {
        try await wait(for: turn)
        do {
            let result = try await step()
            pass()
            return result
        } catch {
            fail(error)
            throw error
        }
    }

    /// Ends all waiting, now and later, with an error; only the first call counts.
    public func fail(_ error: any Error) {
        let waiting = state.withLock { state in
            state.failure = state.failure ?? error
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.values { continuation.resume(throwing: error) }
    }

    private func wait(for turn: Int) async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let result: Result<Void, any Error>? = state.withLock { state in
                    if let failure = state.failure { return .failure(failure) }
                    if state.turn == turn { return .success(()) }
                    state.waiting[turn] = continuation
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            fail(CancellationError())
        }
    }

    private func pass() {
        let next = state.withLock { state in
            state.turn += 1
            return state.waiting.removeValue(forKey: state.turn)
        }
        next?.resume()
    }
}
