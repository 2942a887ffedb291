internal import Basics
internal import Glibc
internal import Synchronization

/// Waits for SIGINT and SIGTERM on a thread of its own: the first one ends the run in order, the second one at once.
final class SignalWatch: Sendable {
    private struct State {
        var received: ExitStatus?
        var action: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// Blocks the signals for all threads to come, and starts waiting.
    init() {
        var signals = Self.signals
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        var thread = pthread_t()
        // Released never: the thread lives as long as the process.
        let context = Unmanaged.passRetained(self).toOpaque()
        let status = pthread_create(
            &thread,
            nil,
            { context in
                guard let context else { return nil }
                Unmanaged<SignalWatch>.fromOpaque(context).takeUnretainedValue().wait()
            },
            context
        )
        if status == 0 { pthread_detach(thread) }
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

    private static var signals: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        return signals
    }

    private func wait() -> Never {
        var signals = Self.signals
        while true {
            var number: CInt = 0
            guard sigwait(&signals, &number) == 0 else { continue }
            let status = number == SIGTERM ? ExitStatus.terminated : .interrupted
            let (isFirst, action) = state.withLock { state in
                defer { state.received = state.received ?? status }
                return (state.received == nil, state.action)
            }
            guard isFirst else { _exit(status.rawValue) }
            action?()
        }
    }
}
