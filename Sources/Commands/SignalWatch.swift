internal import Basics
internal import Glibc
internal import Synchronization

/// Waits for SIGINT and SIGTERM on a thread of its own: the first one ends the run in order, the second one at once.
///
/// A handler passes them on through a pipe. Blocking them for `sigwait` is not enough: the runtime parks the main thread
/// with no signal blocked, and there they would end the process.
final class SignalWatch: Sendable {
    private struct State {
        var received: ExitStatus?
        var action: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// Starts waiting; to be made once.
    init() {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        writingEnd.store(ends[1], ordering: .sequentiallyConsistent)
        var thread = pthread_t()
        // Released never: the thread lives as long as the process.
        let context = Unmanaged.passRetained(Context(watch: self, readingEnd: ends[0])).toOpaque()
        let status = pthread_create(
            &thread,
            nil,
            { context in
                guard let context else { return nil }
                let start = Unmanaged<Context>.fromOpaque(context).takeUnretainedValue()
                start.watch.wait(start.readingEnd)
            },
            context
        )
        // Without the thread, signals do what they do by default.
        guard status == 0 else { return }
        pthread_detach(thread)
        for number in [SIGINT, SIGTERM] {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = passOn
            action.sa_flags = SA_RESTART
            sigaction(number, &action, nil)
        }
    }

    /// The exit status of the signal that came, if one did.
    var received: ExitStatus? { state.withLock { $0.received } }

    /// Says what to do when the first signal comes; at once if it has come.
    func onFirst(_ action: @Sendable @escaping () -> Void) {
        let isLate = state.withLock { state in
            state.action = action
            return state.received != nil
        }
        if isLate { action() }
    }

    /// What the thread starts with.
    private final class Context: Sendable {
        let watch: SignalWatch
        let readingEnd: CInt

        init(watch: SignalWatch, readingEnd: CInt) {
            (self.watch, self.readingEnd) = (watch, readingEnd)
        }
    }

    private func wait(_ readingEnd: CInt) -> Never {
        while true {
            var number = UInt8(0)
            guard read(readingEnd, &number, 1) == 1 else { continue }
            let status = CInt(number) == SIGTERM ? ExitStatus.terminated : .interrupted
            let (isFirst, action) = state.withLock { state in
                defer { state.received = state.received ?? status }
                return (state.received == nil, state.action)
            }
            guard isFirst else { _exit(status.rawValue) }
            action?()
        }
    }
}

/// Where the handler writes.
private let writingEnd = Atomic<CInt>(-1)

/// Does nothing but what a handler may: the signal may have come in the middle of anything.
private func passOn(_ number: CInt) {
    let error = errno
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(writingEnd.load(ordering: .sequentiallyConsistent), &byte, 1)
    errno = error
}
