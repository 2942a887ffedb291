internal import Basics
internal import Glibc
internal import Hashing
public import SystemPackage

/// The digests of files from earlier runs, so that unchanged files need not be read again.
///
/// A file has not changed if its device, inode, size, mode, modification time and change time are the same: every write
/// sets the change time, which cannot be set back. The cache has one file for each asset, in a directory that belongs
/// to the user. It is optional and conservative: files with unreliable entries are read, and a failed write is only
/// logged.
public struct FingerprintCache: Sendable {
    /// The size limit of a cache file: five million files take less.
    private static let byteLimit = 1 << 30
    /// The time after which an unused file is deleted, and the interval at which use is recorded, in seconds.
    private static let (lifetime, touchInterval) = (90 * 86_400, 7 * 86_400)
    private static let suffix = ".fingerprints"

    private let directory: FilePath
    /// The wall clock, from which file systems take their stamps.
    package let now: @Sendable () -> FileStamp.Nanoseconds
    private let log: @Sendable (String) -> Void

    /// Creates a cache; its directory is created with the first write.
    ///
    /// - Parameters:
    ///   - directory: An absolute path, whose parent or the parent's parent must exist.
    ///   - log: Receives messages about files that cannot be read or written.
    public init(directory: FilePath, log: @Sendable @escaping (String) -> Void = { _ in }) {
        self.init(directory: directory, now: { .now }, log: log)
    }

    package init(
        directory: FilePath,
        now: @Sendable @escaping () -> FileStamp.Nanoseconds,
        log: @Sendable @escaping (String) -> Void = { _ in }
    ) {
        self.directory = directory
        self.now = now
        self.log = log
    }

    /// Returns the directory of the user's cache: `sageassets` in `XDG_CACHE_HOME`, or in `.cache` in `HOME`.
    ///
    /// - Returns: The path, or nil if neither variable is an absolute path.
    public static func directory(environment: [String: String]) -> FilePath? {
        let path = { (name: String) -> FilePath? in
            environment[name].map { FilePath($0) }.flatMap { $0.isAbsolute ? $0 : nil }
        }
        return (path("XDG_CACHE_HOME") ?? path("HOME")?.appending(".cache"))?.appending("sageassets")
    }
}

extension FingerprintCache {
    private func path(of identity: SHA256Digest) -> FilePath {
        directory.appending("\(identity)\(Self.suffix)")
    }

    /// Loads the table of an asset; returns nil if there is no valid one.
    func load(_ identity: SHA256Digest) -> FingerprintTable? {
        let path = path(of: identity)
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let descriptor = open(path.string, flags)
        guard descriptor >= 0 else {
            if errno != ENOENT { log("cannot read '\(path)': \(Errno(rawValue: errno))") }
            return nil
        }
        defer { close(descriptor) }
        var status = stat()
        // A file that another user wrote is not trusted.
        guard fstat(descriptor, &status) == 0, FileStamp(status).isRegularFile, status.st_uid == geteuid(),
            status.st_size <= Self.byteLimit, let bytes = read(descriptor, count: Int(status.st_size)),
            let table = FingerprintTable(bytes, of: identity)
        else {
            log("'\(path)' is damaged, or was written by another release")
            return nil
        }
        if now().seconds - status.st_mtim.tv_sec > Self.touchInterval { futimens(descriptor, nil) }
        return table
    }

    private func read(_ descriptor: CInt, count: Int) -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            let file = FileDescriptor(rawValue: descriptor)
            while done < count {
                let rest = UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[done...]))
                guard let more = try? file.read(into: rest), more > 0 else { return }
                done += more
            }
        }
        return bytes.count == count ? bytes : nil
    }

    /// Replaces the file of an asset; of several concurrent processes, the last one wins.
    func save(_ bytes: [UInt8], of identity: SHA256Digest) {
        guard bytes.count <= Self.byteLimit else { return }
        // The parent is created too, since `.cache` may be missing; a missing home directory is not created.
        for path in [directory.removingLastComponent(), directory] { mkdir(path.string, S_IRWXU) }
        do {
            let path = path(of: identity)
            if access(path.string, F_OK) != 0 { sweep() }
            let file = try TemporaryFile(in: directory, permissions: .ownerReadWrite)
            try file.write(bytes.span.bytes)
            try file.rename(to: path)
        } catch {
            log("cannot save digests: \(error.message)")
        }
    }

    /// Deletes expired files, and temporary files of killed processes.
    private func sweep() {
        try? TemporaryFile.sweep(directory)
        guard var names = try? DirectoryStream(directory) else { return }
        while let name = names.next() {
            guard name.hasSuffix(Self.suffix), SHA256Digest(String(name.dropLast(Self.suffix.count))) != nil else {
                continue
            }
            var status = stat()
            guard fstatat(names.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            if now().seconds - status.st_mtim.tv_sec > Self.lifetime { unlinkat(names.descriptor, name, 0) }
        }
    }
}

extension FileStamp.Nanoseconds {
    /// The current time of the wall clock.
    package static var now: Self {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Self(seconds: time.tv_sec, fraction: time.tv_nsec)
    }
}
