internal import Glibc
internal import Synchronization

/// Work that makes more work, done by several threads until there is none left: a walk over directories.
///
/// What came last is done first, so that little waits at a time. A thread takes half of what waits, and keeps what that
/// makes necessary as long as no other is idle: to come back for every item would cost more than a small one.
///
/// Safe: `waiting` and `busyCount` are touched only inside `monitor`.
public final class WorkQueue<Item: Sendable>: @unchecked Sendable {
    private let monitor = Monitor()
    private var waiting: [Item]
    private var busyCount = 0
    /// Whether a thread found nothing here since items last came: a hint for those that have some.
    private let isWanting = Atomic(false)

    /// Starts with items.
    public init(_ items: [Item]) {
        waiting = items
    }

    /// Does items until all are done, its own and those of other threads in this call.
    ///
    /// - Parameter body: Does some of the items and returns the others, and what those done make necessary.
    public func work(_ body: ([Item]) -> [Item]) {
        while let items = take() {
            let more = body(items)
            monitor.withLock {
                waiting += more
                busyCount -= 1
                // One item is for this thread; nobody else finds more when all is done.
                if more.count > 1 { isWanting.store(false, ordering: .relaxed) }
                if more.count > 1 || busyCount == 0 { monitor.broadcast() }
            }
        }
    }

    /// Whether a thread has nothing to do, so that a body should return what it has not begun.
    public var isAnyoneIdle: Bool { isWanting.load(ordering: .relaxed) }

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

/// Runs a body on several threads at once, the caller's among them, and returns when all are done.
///
/// - Parameter width: How many threads; fewer run it if the process may have no more.
public func concurrently(width: Int, _ body: @Sendable @escaping () -> Void) {
    let threads = (1..<max(1, width)).compactMap { _ in startThread(body) }
    body()
    for thread in threads { pthread_join(thread, nil) }
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @Sendable @escaping () -> Void) { self.run = run }
}

private func startThread(_ body: @Sendable @escaping () -> Void) -> pthread_t? {
    let context = Unmanaged.passRetained(ThreadBody(body))
    var thread = pthread_t()
    let status = pthread_create(
        &thread,
        nil,
        { pointer in
            if let pointer { Unmanaged<ThreadBody>.fromOpaque(pointer).takeRetainedValue().run() }
            return nil
        },
        context.toOpaque()
    )
    guard status == 0 else {
        context.release()
        return nil
    }
    return thread
}
