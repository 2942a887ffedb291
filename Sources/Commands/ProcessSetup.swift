internal import Basics
internal import CLinux
internal import Glibc

/// The settings of the process that must be made before its first thread starts, and a look at its limits.
enum ProcessSetup {
    /// Fewer than these do for nothing: the standard streams, a pipe for signals, a connection, and files to read.
    private static let leastDescriptorCount = 16
    /// With less the Swift runtime ends the process in the middle of the work.
    private static let leastAddressSpace = 512 << 20

    /// Prepares the process.
    ///
    /// - Throws: `ResourceShortage` if the system gives the process too little to work with. Later, the runtime would end it
    ///   without a word, or wait for ever.
    static func run() throws(ResourceShortage) {
        // The reader of our output may exit: writing then fails with an error instead of killing the process in mid-upload.
        signal(SIGPIPE, SIG_IGN)
        // Buffers of some MiB come and go. By default the allocator maps and unmaps each of them, and the kernel clears
        // every page again: two thirds of the system time.
        mallopt(M_MMAP_THRESHOLD, 32 << 20)
        mallopt(M_TRIM_THRESHOLD, 128 << 20)
        mallopt(M_ARENA_MAX, 1)
        ProcessLimits.raiseDescriptorLimit()
        guard ProcessLimits.descriptorCount >= leastDescriptorCount else { throw .descriptors }
        guard ProcessLimits.addressSpaceByteCount ?? .max >= leastAddressSpace else { throw .memory }
        try checkThreads()
    }

    /// Checks that the threads the runtime needs can be started: it would hang otherwise.
    private static func checkThreads() throws(ResourceShortage) {
        let gate = Monitor()
        let count = max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN))) + 2
        var threads: [Thread] = []
        defer { for thread in threads { thread.join() } }
        // The lock keeps all of them alive until the last one is started.
        let isEnough = gate.withLock {
            for _ in 0..<count {
                guard let thread = try? Thread.start({ gate.withLock {} }) else { return false }
                threads.append(thread)
            }
            return true
        }
        guard isEnough else { throw .threads }
    }
}
