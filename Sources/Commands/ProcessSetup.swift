internal import CLinux
internal import Glibc

/// The settings of the process that must be made before its first thread starts.
enum ProcessSetup {
    static func run() {
        // The reader of our output may exit: writing then fails with an error instead of killing the process in mid-upload.
        signal(SIGPIPE, SIG_IGN)
        // Buffers of some MiB come and go. By default the allocator maps and unmaps each of them, and the kernel clears
        // every page again: two thirds of the system time.
        mallopt(M_MMAP_THRESHOLD, 32 << 20)
        mallopt(M_TRIM_THRESHOLD, 128 << 20)
        mallopt(M_ARENA_MAX, 1)
    }
}
