internal import Basics
internal import CCurl
internal import Glibc

/// The event loop of one thread: receives commands, lets libcurl move bytes, and resumes the waiting tasks.
final class TransferLoop {
    private let queue: TransferQueue
    private let configuration: CurlTransport.Configuration
    private var waiting: [TransferJob] = []
    /// The transfers by their handles, by which libcurl identifies them.
    private var running: [UnsafeMutableRawPointer: Transfer] = [:]
    private var idleHandles: [EasyHandle] = []
    private var isStopped = false

    private init(queue: TransferQueue, configuration: CurlTransport.Configuration) {
        self.queue = queue
        self.configuration = configuration
        queue.multi.keepConnections(queue.connectionLimit)
    }

    /// Starts the thread that runs a queue's transfers until the queue is stopped.
    static func start(queue: TransferQueue, configuration: CurlTransport.Configuration) {
        Thread.startRequired {
            blockSignals()
            TransferLoop(queue: queue, configuration: configuration).run()
        }
    }

    private func run() {
        while true {
            for command in queue.takeAll() { carryOut(command) }
            if isStopped { return }
            startWaiting()
            queue.multi.perform()
            finishEnded()
            // With room for more there may be more to do; otherwise sleep until a socket, a timer or a caller is ready.
            if waiting.isEmpty || running.count == queue.connectionLimit { queue.multi.wait() }
        }
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

    private func start(_ job: TransferJob) {
        let handle = idleHandles.popLast() ?? EasyHandle()
        do {
            let transfer = try Transfer(job, on: handle, configuration: configuration)
            running[handle.pointer] = transfer
            queue.multi.add(handle)
        } catch {
            idleHandles.append(handle)
            job.continuation.resume(throwing: error)
        }
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
        idleHandles.append(transfer.handle)
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
