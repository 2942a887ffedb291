import Dispatch
import Synchronization

/// Runs an asynchronous function to its end, on a thread that is not the executor's own.
func waiting<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
    let outcome = Outcome<Value>()
    let semaphore = DispatchSemaphore(value: 0)
    Task {
        let result: Result<Value, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        outcome.result.withLock { $0 = result }
        semaphore.signal()
    }
    semaphore.wait()
    guard let result = outcome.result.withLock({ $0 }) else {
        preconditionFailure("a task has ended without an outcome")
    }
    return try result.get()
}

private final class Outcome<Value: Sendable>: Sendable {
    let result = Mutex<Result<Value, any Error>?>(nil)
}
