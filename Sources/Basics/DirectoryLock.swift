internal import Glibc
public import SystemPackage

/// A lock on a directory, which one publisher at a time holds.
///
/// A file system without locks lets all of them in.
public enum DirectoryLock {
    /// The time for which another program is waited for: it may read an index, but no more.
    public static let patience = Duration.seconds(60)
    private static let interval = Duration.milliseconds(50)

    /// Runs a body while this program has the lock; the task is suspended while another one has it.
    ///
    /// - Throws: `FileError` if the other program does not release it, as one that is stopped; `CancellationError`; what
    ///   the body throws.
    public static func hold<Result>(
        _ directory: FilePath,
        patience: Duration = DirectoryLock.patience,
        _ body: () async throws -> Result
    ) async throws -> Result {
        let descriptor = try descriptor(of: directory)
        defer { close(descriptor) }
        let end = ContinuousClock.now + patience
        while try !isTaken(descriptor, directory, end: end) { try await Task.sleep(for: interval) }
        return try await body()
    }

    /// Runs a body while this program has the lock; the thread is blocked while another one has it.
    ///
    /// - Throws: `FileError` if the other program does not release it, as one that is stopped; `CancellationError`; what
    ///   the body throws.
    public static func holdBlocking<Result>(
        _ directory: FilePath,
        patience: Duration = DirectoryLock.patience,
        _ body: () throws -> Result
    ) throws -> Result {
        let descriptor = try descriptor(of: directory)
        defer { close(descriptor) }
        let end = ContinuousClock.now + patience
        while try !isTaken(descriptor, directory, end: end) {
            try Task.checkCancellation()
            usleep(UInt32(interval / .microseconds(1)))
        }
        return try body()
    }

    private static func descriptor(of directory: FilePath) throws(FileError) -> CInt {
        let descriptor = open(directory.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("open", directory, Errno(rawValue: errno)) }
        return descriptor
    }

    /// Tries to take the lock; a file system without locks has none to wait for.
    private static func isTaken(
        _ descriptor: CInt,
        _ directory: FilePath,
        end: ContinuousClock.Instant
    ) throws(FileError) -> Bool {
        guard flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK || errno == EINTR else { return true }
        guard ContinuousClock.now < end else {
            let hint = "end the other program: 'fuser -v \(directory)' names it"
            throw FileError("lock", directory, .wouldBlock, "another program has locked it for a minute", hint: hint)
        }
        return false
    }
}
