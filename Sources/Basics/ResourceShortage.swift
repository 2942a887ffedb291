/// Something that the system gives the process no more of.
public enum ResourceShortage: UserFacingError, Hashable {
    /// Open files and connections.
    case descriptors
    /// Threads.
    case threads
    /// Memory.
    case memory

    /// The resource.
    public var message: String {
        switch self {
        case .descriptors: "the process may open no more files and connections"
        case .threads: "the process may start no more threads"
        case .memory: "the process may have no more memory"
        }
    }

    /// The limit to raise.
    public var hint: String? {
        switch self {
        case .descriptors: "raise the limit of open files ('ulimit -n 1024'), or lower --jobs"
        case .threads: "raise the limit of processes ('ulimit -u', or the container's pids limit), or lower --jobs"
        case .memory: "raise the limit of memory ('ulimit -v', or the container's), or lower --jobs"
        }
    }

    /// The kind of the failure.
    public var errorCode: Diagnostic.Code {
        switch self {
        case .descriptors: "too-many-open-files"
        case .threads: "too-many-threads"
        case .memory: "out-of-memory"
        }
    }
}
