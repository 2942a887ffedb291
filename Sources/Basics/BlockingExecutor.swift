/// A fixed set of threads for work that blocks or computes for long: file reads, directory walks, hashing, compression.
///
/// Swift's own pool has one thread per core and expects that jobs never block. A task that must block prefers this
/// executor instead; it stays a child of its parent task, so that cancellation and priority propagate to it:
///
///     try await withTaskExecutorPreference(executor) { try hash(file) }
///
/// The threads live as long as the process: create one executor and share it.
public final class BlockingExecutor: TaskExecutor {
    private let queue = JobQueue()

    /// Starts the threads: fewer if the process may have no more.
    ///
    /// - Parameter threadCount: The number of threads, at least 1.
    /// - Throws: `ResourceShortage` if there is not even one.
    public init(threadCount: Int) throws(ResourceShortage) {
        for number in 0..<max(1, threadCount) {
            do {
                let thread = try Thread.start { [queue] in
                    while true {
                        let (job, executor) = queue.pop()
                        job.runSynchronously(on: executor)
                    }
                }
                thread.detach()
            } catch {
                if number == 0 { throw .threads }
                return
            }
        }
    }

    /// Queues a job for the first free thread.
    public func enqueue(_ job: consuming ExecutorJob) {
        queue.push(UnownedJob(job), on: asUnownedTaskExecutor())
    }
}

/// A queue that a thread can sleep on.
///
/// Safe: `jobs` and `first` are touched only inside `monitor`.
private final class JobQueue: @unchecked Sendable {
    private let monitor = Monitor()
    private var jobs: [(UnownedJob, UnownedTaskExecutor)] = []
    private var first = 0

    func push(_ job: UnownedJob, on executor: UnownedTaskExecutor) {
        monitor.withLock { jobs.append((job, executor)) }
        monitor.signal()
    }

    func pop() -> (UnownedJob, UnownedTaskExecutor) {
        monitor.withLock {
            while first == jobs.count { monitor.wait() }
            defer {
                first += 1
                // Frees finished jobs from time to time, even if the queue is never empty.
                if first == jobs.count || first > 1024 && first > jobs.count / 2 {
                    jobs.removeFirst(first)
                    first = 0
                }
            }
            return jobs[first]
        }
    }
}
