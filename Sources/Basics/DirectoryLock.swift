internal import Glibc
package import SystemPackage

/// An exclusive lock on a directory, which publishers hold while they change a file in it.
///
/// Files are replaced, so that a lock on one of them would be on the old one. Where the file system has no such locks (NFS
/// wants write access, which a directory cannot give), nobody waits.
package enum DirectoryLock {
    /// The time that publishers wait for another one's lock, which it holds for moments.
    package static let patience = Duration.seconds(60)
    /// The microseconds between two attempts to take a lock.
    private static let interval: UInt32 = 50_000

    /// Runs a body while others wait for it.
    ///
    /// - Parameters:
    ///   - directory: The directory.
    ///   - patience: The time to wait for others.
    /// - Throws: `FileError` if another program does not release its lock, as one that is suspended; `CancellationError`,
    ///   what the body throws.
    package static func holding<Result>(
        _ directory: FilePath,
        patience: Duration = DirectoryLock.patience,
        _ body: () async throws -> Result
    ) async throws -> Result {
        let descriptor = try open(directory)
        defer { release(descriptor) }
        let end = ContinuousClock.now + patience
        while try isTaken(descriptor, of: directory, until: end) { try await Task.sleep(for: .microseconds(interval)) }
        return try await body()
    }

    /// Runs a body while others wait for it, and blocks the thread while it waits itself.
    package static func holdingBlocking<Result>(
        _ directory: FilePath,
        patience: Duration = DirectoryLock.patience,
        _ body: () throws -> Result
    ) throws -> Result {
        let descriptor = try open(directory)
        defer { release(descriptor) }
        let end = ContinuousClock.now + patience
        while try isTaken(descriptor, of: directory, until: end) {
            try Task.checkCancellation()
            usleep(interval)
        }
        return try body()
    }

    private static func open(_ directory: FilePath) throws(FileError) -> CInt {
        let descriptor = Glibc.open(
            directory.isEmpty ? "." : directory.string,
            O_RDONLY | O_DIRECTORY | O_CLOEXEC
        )
        guard descriptor >= 0 else { throw FileError("open", directory, Errno(rawValue: errno)) }
        return descriptor
    }

    /// Unlocks the directory: a program that is being started has a copy of the descriptor until it runs, which would keep the
    /// lock.
    private static func release(_ descriptor: CInt) {
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Takes the lock, or tells that another program has it.
    private static func isTaken(
        _ descriptor: CInt,
        of directory: FilePath,
        until end: ContinuousClock.Instant
    ) throws(FileError) -> Bool {
        guard flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return false }
        guard ContinuousClock.now >= end else { return true }
        throw FileError(
            "lock",
            directory,
            .wouldBlock,
            "another program has locked it for a minute",
            hint: "end the other program: 'fuser -v \(directory.isEmpty ? "." : "\(directory)")' names it"
        )
    }
}
