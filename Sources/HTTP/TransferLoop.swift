internal import Basics
internal import CCurl
internal import Glibc

/// The event loop of one thread: receives commands, lets libcurl move bytes, and resumes the waiting tasks.
final class TransferLoop {
    /// The time under way from which a request's bytes are progress: one that has less to send succeeds instead.
    private static let shortTime = Duration.seconds(1)

    /// The least time between two measurements: where many connections are busy, no more can be learned from more of them.
    private static let interval = Duration.milliseconds(10)

    private let queue: TransferQueue
    private let configuration: CurlTransport.Configuration
    private var waiting: [TransferJob] = []
    /// The transfers by their handles, by which libcurl identifies them.
    private var running: [UnsafeMutableRawPointer: Transfer] = [:]
    private var idleHandles: [EasyHandle] = []
    private let sockets = ConnectionSockets()
    private var isStopped = false
    private var lastMeasurement = ContinuousClock.now

    private init(queue: TransferQueue, configuration: CurlTransport.Configuration) {
        self.queue = queue
        self.configuration = configuration
        queue.multi.keepConnections(queue.connectionLimit)
    }

    /// Starts the thread that runs a queue's transfers until the queue is stopped.
    ///
    /// - Throws: The shortage of threads.
    static func start(queue: TransferQueue, configuration: CurlTransport.Configuration) throws(ResourceShortage) {
        do {
            let thread = try Thread.start {
                blockSignals()
                TransferLoop(queue: queue, configuration: configuration).run()
            }
            thread.detach()
        } catch {
            throw .threads
        }
    }

    private func run() {
        while true {
            for command in queue.takeAll() { carryOut(command) }
            if isStopped { return }
            do throws(ResourceShortage) {
                startWaiting()
                resumePaused()
                try queue.multi.perform()
                finishEnded()
                // With room for more there may be more to do; otherwise sleep until a socket, a timer or a caller is ready.
                let isMoving = measure()
                if waiting.isEmpty || running.count == queue.connectionLimit {
                    // libcurl wakes up once a second while it transfers, and so measures the speed.
                    let isLimited = configuration.bandwidth != nil && !running.isEmpty
                    try queue.multi.wait(milliseconds: isLimited ? 10 : isMoving ? 20 : 60_000)
                }
            } catch {
                failAll(error)
            }
        }
    }

    /// Measures, a hundred times a second at most, the bytes that are on their way and those that have arrived, and ends the
    /// transfers whose responses take too long.
    ///
    /// - Returns: Whether some are on their way: they arrive without an event.
    private func measure() -> Bool {
        let now = ContinuousClock.now
        // What was not measured may be on its way: the loop must not sleep before it has looked.
        guard now - lastMeasurement >= Self.interval else { return !running.isEmpty }
        lastMeasurement = now
        var (pending, arrived) = (0, 0)
        let unacknowledged = running.isEmpty ? [:] : sockets.unacknowledgedByteCounts()
        for transfer in running.values {
            let own = transfer.pendingByteCount(unacknowledged)
            pending += own
            if now - transfer.start >= Self.shortTime { arrived += transfer.arrivedByteCount(pending: own) }
            if let error = transfer.error(pending: own, at: now) {
                running[transfer.handle.pointer] = nil
                end(transfer, .failure(error))
            }
        }
        queue.pendingByteCount = pending
        configuration.retryBudget?.recordArrival(of: arrived, by: ObjectIdentifier(queue), at: now)
        return pending > 0
    }

    private func carryOut(_ command: TransferQueue.Command) {
        switch command {
        case .start(let job):
            waiting.append(job)
        case .cancel(let id):
            guard let handle = running.first(where: { $0.value.job.token.id == id })?.key else { return }
            if let transfer = running.removeValue(forKey: handle) { end(transfer, .failure(CancellationError())) }
        case .stop:
            for transfer in running.values { end(transfer, .failure(CancellationError())) }
            for job in waiting { job.continuation.resume(throwing: CancellationError()) }
            isStopped = true
        }
    }

    private func startWaiting() {
        waiting.removeAll { job in
            guard job.token.isCancelled else { return false }
            job.continuation.resume(throwing: CancellationError())
            return true
        }
        while running.count < queue.connectionLimit, !waiting.isEmpty { start(waiting.removeFirst()) }
    }

    /// Lets the transfers go on that wait for bandwidth: without a limit of it there are none.
    private func resumePaused() {
        guard configuration.bandwidth != nil else { return }
        for transfer in running.values where transfer.isPaused { transfer.resume() }
    }

    private func start(_ job: TransferJob) {
        do {
            let handle = try idleHandles.popLast() ?? EasyHandle()
            let transfer = try Transfer(job, on: handle, adding: sockets, configuration: configuration)
            try queue.multi.add(handle)
            running[handle.pointer] = transfer
        } catch let shortage as ResourceShortage {
            job.continuation.resume(throwing: HTTPError(.shortage(shortage), job.request))
        } catch {
            job.continuation.resume(throwing: error)
        }
    }

    private func failAll(_ shortage: ResourceShortage) {
        for (pointer, transfer) in running {
            running[pointer] = nil
            end(transfer, .failure(HTTPError(.shortage(shortage), transfer.job.request)))
        }
        for job in waiting { job.continuation.resume(throwing: HTTPError(.shortage(shortage), job.request)) }
        waiting = []
    }

    private func finishEnded() {
        while let (pointer, code) = queue.multi.nextResult() {
            guard let transfer = running.removeValue(forKey: pointer) else { continue }
            end(transfer, transfer.result(code))
        }
    }

    /// Resumes the task of a started transfer; nothing else does.
    private func end(_ transfer: Transfer, _ result: Result<HTTPResponse, any Error>) {
        queue.multi.remove(transfer.handle)
        // A handle that failed is not used again: after a failed look-up libcurl 7.88 takes no more options for it.
        if case .success = result { idleHandles.append(transfer.handle) }
        transfer.job.continuation.resume(with: result)
    }
}

/// Leaves signals to other threads.
///
/// With `CURLOPT_NOSIGNAL` libcurl no longer holds off SIGPIPE, which OpenSSL raises when it writes
/// to a connection that the server has closed.
private func blockSignals() {
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)
}
