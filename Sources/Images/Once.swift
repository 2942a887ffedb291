internal import Basics

/// A value that is made when it is first needed, by one task for all; an error is kept as well, a cancellation is not.
actor Once<Value: Sendable> {
    private let make: @Sendable () async throws -> Value
    private var task: SharedTask<Value>?

    init(_ make: @escaping @Sendable () async throws -> Value) {
        self.make = make
    }

    func value() async throws -> Value {
        try Task.checkCancellation()
        return try await task.claimed(orStarting: make).value()
    }
}
