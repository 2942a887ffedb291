internal import Glibc

/// The limits that the system sets the process.
package enum ProcessLimits {
    /// Raises the limit of open files and connections to what the process may have.
    ///
    /// The usual soft limit of 1,024 is for programs that call `select`.
    package static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = min(limit.rlim_max, 1 << 16)
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// The number of files and connections that the process may have open.
    package static var descriptorCount: Int { current(RLIMIT_NOFILE) ?? 1024 }

    /// The size of the process's address space in bytes; nil if it has no limit.
    package static var addressSpaceByteCount: Int? { current(RLIMIT_AS) }

    /// The most threads that work on files: each needs a stack, buffers and a few open files.
    package static var workerCount: Int {
        let byMemory = addressSpaceByteCount.map { ($0 - (384 << 20)) / (32 << 20) } ?? .max
        let byDescriptors = (descriptorCount - 8) / 4
        return max(1, min(byMemory, byDescriptors))
    }

    private static func current(_ resource: __rlimit_resource) -> Int? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0, limit.rlim_cur < rlim_t(Int.max) else {
            return nil
        }
        return Int(limit.rlim_cur)
    }
}
