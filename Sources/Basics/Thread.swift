internal import Glibc
package import SystemPackage

/// A thread outside Swift's pool, for loops that block for as long as they run.
package struct Thread: Sendable {
    private let handle: pthread_t

    /// Starts a thread, which must then be joined or detached.
    ///
    /// - Throws: The system's error if the process may have no more threads.
    package static func start(_ body: @Sendable @escaping () -> Void) throws(Errno) -> Thread {
        let context = Unmanaged.passRetained(Body(body))
        var handle = pthread_t()
        let status = pthread_create(
            &handle,
            nil,
            { pointer in
                if let pointer { Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue().run() }
                return nil
            },
            context.toOpaque()
        )
        guard status == 0 else {
            context.release()
            throw Errno(rawValue: status)
        }
        return Thread(handle: handle)
    }

    /// Waits until the thread's body returns.
    package func join() { pthread_join(handle, nil) }

    /// Detaches the thread, so that its resources are freed when it ends.
    package func detach() { pthread_detach(handle) }

    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @Sendable @escaping () -> Void) { self.run = run }
    }
}
