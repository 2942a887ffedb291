internal import Synchronization

/// Hands out the numbers from 0 on, each once, to any thread.
final class AtomicCounter: Sendable {
    private let next = Atomic(0)

    func take() -> Int { next.add(1, ordering: .relaxed).oldValue }
}
