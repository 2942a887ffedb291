internal import Synchronization

/// A thread-safe counter that returns each number from 0 on once.
final class AtomicCounter: Sendable {
    private let next = Atomic(0)

    func take() -> Int { next.add(1, ordering: .relaxed).oldValue }
}
