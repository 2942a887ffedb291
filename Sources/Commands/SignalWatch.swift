internal import Basics
internal import Glibc
internal import Synchronization

/// Waits for SIGINT, SIGTERM and SIGHUP on a thread of its own: the first one cancels the run, the second one exits at once.
///
/// A handler passes them on through a pipe. Blocking them for `sigwait` is not enough: the runtime parks the main thread
/// with no signal blocked, and there they would end the process.
final class SignalWatch: Sendable {
    private struct State {
        var received: ExitStatus?
        var action: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// Installs the handlers; called once a process.
    init() {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        writingEnd.store(ends[1], ordering: .sequentiallyConsistent)
        let readingEnd = ends[0]
        // Without the thread, signals keep their default action.
        guard let thread = try? Thread.start({ self.wait(readingEnd) }) else { return }
        thread.detach()
        for number in [SIGINT, SIGTERM, SIGHUP] {
            var action = sigaction()
            // 'nohup' and shells that put a command into the background leave signals ignored.
            guard sigaction(number, nil, &action) == 0, action.__sigaction_handler.sa_handler == nil else { continue }
            action = sigaction()
            action.__sigaction_handler.sa_handler = passOn
            action.sa_flags = SA_RESTART
            sigaction(number, &action, nil)
        }
    }

    /// The exit status of the first signal received, or nil.
    var received: ExitStatus? { state.withLock { $0.received } }

    /// Sets the action for the first signal; runs it at once if that has arrived already.
    func onFirst(_ action: @Sendable @escaping () -> Void) {
        let isLate = state.withLock { state in
            state.action = action
            return state.received != nil
        }
        if isLate { action() }
    }

    private func wait(_ readingEnd: CInt) -> Never {
        while true {
            var number = UInt8(0)
            guard read(readingEnd, &number, 1) == 1 else { continue }
            let status =
                switch CInt(number) {
                case SIGHUP: ExitStatus.hungUp
                case SIGTERM: ExitStatus.terminated
                default: ExitStatus.interrupted
                }
            let (isFirst, action) = state.withLock { state in
                defer { state.received = state.received ?? status }
                return (state.received == nil, state.action)
            }
            guard isFirst else { _exit(status.rawValue) }
            action?()
        }
    }
}

/// The end of the pipe that the handler writes to.
private let writingEnd = Atomic<CInt>(-1)

/// The signal handler: async-signal-safe calls only.
private func passOn(_ number: CInt) {
    let error = errno
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(writingEnd.load(ordering: .sequentiallyConsistent), &byte, 1)
    errno = error
}
