internal import CLinux
internal import Glibc

/// Protection of the process's memory, in which secrets are.
public enum CoreFiles {
    /// Forbids core files, and other programs of the same user to read the memory, until the process ends.
    ///
    /// Programs that this one starts inherit the limit of core files and may raise it again.
    public static func forbid() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = 0
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
        // A program that the kernel starts for core files gets one whatever the limit.
        clinux_set_dumpable(0)
    }
}
