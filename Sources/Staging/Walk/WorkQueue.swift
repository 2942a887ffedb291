internal import Basics
internal import Synchronization

/// A queue of work that adds more work, shared by the threads of a walk until nothing is left.
///
/// LIFO, to keep the queue short. A thread takes half of the waiting items and keeps their children until another
/// thread is idle: returning to the queue for every item would cost more than a small item.
///
/// Safe: `waiting` and `busyCount` are touched only inside `monitor`.
package final class WorkQueue<Item: Sendable>: @unchecked Sendable {
    private let monitor = Monitor()
    private var waiting: [Item]
    private var busyCount = 0
    /// Whether a thread found the queue empty since items were last added; a hint for busy threads.
    private let isWanting = Atomic(false)

    /// Creates a queue with its first items.
    package init(_ items: [Item]) {
        waiting = items
    }

    /// Processes items until none are left, including those that other threads add.
    ///
    /// - Parameter body: Processes some of the items, and returns the others and the new ones.
    package func work(_ body: ([Item]) -> [Item]) {
        while let items = take() {
            let more = body(items)
            monitor.withLock {
                waiting += more
                busyCount -= 1
                // A single item is left to this thread; at the end, waiting threads are woken to return.
                if more.count > 1 { isWanting.store(false, ordering: .relaxed) }
                if more.count > 1 || busyCount == 0 { monitor.broadcast() }
            }
        }
    }

    /// Whether a thread is idle, so that a body should return the items it has not begun.
    package var isAnyoneIdle: Bool { isWanting.load(ordering: .relaxed) }

    private func take() -> [Item]? {
        monitor.withLock {
            while waiting.isEmpty && busyCount > 0 {
                isWanting.store(true, ordering: .relaxed)
                monitor.wait()
            }
            guard !waiting.isEmpty else { return nil }
            let items = Array(waiting.suffix((waiting.count + 1) / 2))
            waiting.removeLast(items.count)
            busyCount += 1
            return items
        }
    }
}

/// Runs a body on several threads, including the caller's, and returns when all have finished.
///
/// - Parameter width: The number of threads; fewer if the process may have no more.
package func concurrently(width: Int, _ body: @Sendable @escaping () -> Void) {
    let threads = (1..<max(1, width)).compactMap { _ in try? Thread.start(body) }
    body()
    for thread in threads { thread.join() }
}
