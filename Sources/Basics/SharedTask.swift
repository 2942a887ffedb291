internal import Synchronization

/// Work that several tasks wait for, and that ends when the last of them is cancelled.
///
/// It is a child of none of them. A task that is cancelled while others wait gets the result with them.
package final class SharedTask<Value: Sendable>: Sendable {
    private let task: Task<Value, any Error>
    /// The number of tasks that want the result; 0 if the work was cancelled.
    private let claims = Mutex(1)

    /// Starts the work for a task, which calls `value`.
    package init(_ work: @escaping @Sendable () async throws -> Value) {
        task = Task { try await work() }
    }

    /// Claims the result for another task, which calls `value`.
    ///
    /// - Returns: False if the work was cancelled: who wants the result has to start it again.
    package func claim() -> Bool {
        claims.withLock { claims in
            guard claims > 0 else { return false }
            claims += 1
            return true
        }
    }

    /// Waits for the result, once for each claim.
    ///
    /// - Throws: The error of the work; `CancellationError` or what the work makes of it if the last claim was cancelled.
    package func value() async throws -> Value {
        try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            let isLast = claims.withLock { claims in
                claims -= 1
                return claims == 0
            }
            if isLast { task.cancel() }
        }
    }
}

extension Optional {
    /// Returns the work that runs, or that has ended, after claiming its result, or starts it.
    package mutating func claimed<Value>(
        orStarting work: @escaping @Sendable () async throws -> Value
    ) -> SharedTask<Value> where Wrapped == SharedTask<Value> {
        if let running = self, running.claim() { return running }
        let started = SharedTask(work)
        self = started
        return started
    }
}
