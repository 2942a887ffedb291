internal import CLinux
internal import Glibc

/// The settings of the process that must be made before its first thread starts.
enum ProcessSetup {
    static func run() {
        // Who reads our output may go away: writing then fails with an error instead of ending us in mid-upload.
        signal(SIGPIPE, SIG_IGN)
        // The program works in buffers of some MiB, which come and go. Left to itself the allocator maps and unmaps
        // each of them, and the kernel clears every page again: two thirds of the time in the kernel.
        mallopt(M_MMAP_THRESHOLD, 32 << 20)
        mallopt(M_TRIM_THRESHOLD, 128 << 20)
        mallopt(M_ARENA_MAX, 1)
    }
}
