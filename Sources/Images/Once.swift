/// A value that is made when it is first needed, by one task for all.
actor Once<Value: Sendable> {
    private let make: @Sendable () async throws -> Value
    private var task: Task<Value, any Error>?

    init(_ make: @escaping @Sendable () async throws -> Value) {
        self.make = make
    }

    func value() async throws -> Value {
        // Not a child of this task: others may wait for it when this one is cancelled.
        let task = task ?? Task { [make] in try await make() }
        self.task = task
        return try await task.value
    }
}
