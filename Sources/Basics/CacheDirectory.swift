internal import Glibc
public import SystemPackage

/// A directory of the user with files that only spare work: each may be missing, damaged or deleted at any time.
///
/// Files that nobody has used for 90 days are deleted when a new one is written.
public struct CacheDirectory: Sendable {
    /// The time after which an unused file is deleted, and the interval at which use is recorded, in seconds.
    private static let (lifetime, touchInterval) = (90 * 86_400, 7 * 86_400)

    /// The path, which may not exist yet.
    public let path: FilePath
    /// The wall clock in seconds since 1970, from which file systems take their stamps.
    private let now: @Sendable () -> Int
    private let log: @Sendable (String) -> Void

    /// Describes a directory, which is created with the first write.
    ///
    /// - Parameters:
    ///   - path: An absolute path, whose parent or the parent's parent must exist.
    ///   - now: The wall clock, in seconds since 1970.
    ///   - log: Receives messages about files that cannot be read or written.
    public init(
        _ path: FilePath,
        now: @Sendable @escaping () -> Int = { CacheDirectory.currentTime() },
        log: @Sendable @escaping (String) -> Void = { _ in }
    ) {
        (self.path, self.now, self.log) = (path, now, log)
    }

    /// The wall clock, in seconds since 1970.
    public static func currentTime() -> Int { time(nil) }

    /// Returns the directory of the user's cache: `sageassets` in `XDG_CACHE_HOME`, or in `.cache` in `HOME`.
    ///
    /// - Returns: The path, or nil if neither variable is an absolute path.
    public static func path(environment: [String: String]) -> FilePath? {
        let path = { (name: String) -> FilePath? in
            environment[name].map { FilePath($0) }.flatMap { $0.isAbsolute ? $0 : nil }
        }
        return (path("XDG_CACHE_HOME") ?? path("HOME")?.appending(".cache"))?.appending("sageassets")
    }

    /// Returns what was made of a file's bytes; nil if there is no valid one, or another user has written it.
    ///
    /// - Parameters:
    ///   - name: The file's name.
    ///   - byteLimit: The most bytes that are read.
    ///   - parse: Returns nil for damaged bytes.
    public func load<Content>(
        _ name: CacheFileName,
        byteLimit: Int,
        _ parse: (consuming [UInt8]) -> Content?
    ) -> Content? {
        let path = path.appending(name.description)
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let descriptor = open(path.string, flags)
        guard descriptor >= 0 else {
            if errno != ENOENT { log("cannot read '\(path)': \(Errno(rawValue: errno))") }
            return nil
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
            status.st_size <= byteLimit, let bytes = read(descriptor, count: Int(status.st_size)),
            let content = parse(bytes)
        else {
            log("'\(path)' is damaged, or was written by another release")
            return nil
        }
        if now() - status.st_mtim.tv_sec > Self.touchInterval { futimens(descriptor, nil) }
        return content
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

    /// Replaces a file; of several concurrent processes, the last one wins.
    ///
    /// A failure is only logged.
    public func save(_ bytes: [UInt8], as name: CacheFileName) {
        // The parent is created too, since `.cache` may be missing; a missing home directory is not created.
        for path in [path.removingLastComponent(), path] { mkdir(path.string, S_IRWXU) }
        do {
            let file = path.appending(name.description)
            if access(file.string, F_OK) != 0 { sweep() }
            let new = try TemporaryFile(in: path, permissions: .ownerReadWrite)
            try new.write(bytes.span.bytes)
            try new.rename(to: file)
        } catch {
            log("cannot save '\(name)': \(error.message)")
        }
    }

    /// Deletes expired files, and temporary files of killed processes.
    private func sweep() {
        try? TemporaryFile.sweep(path)
        guard var names = try? DirectoryStream(path) else { return }
        while let name = names.next() {
            guard CacheFileName(parsing: name) != nil else { continue }
            var status = stat()
            guard fstatat(names.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            if now() - status.st_mtim.tv_sec > Self.lifetime { unlinkat(names.descriptor, name, 0) }
        }
    }
}

/// The name of a file in a cache: the digest of what it is about, in hexadecimal digits, and the kind of its content.
public struct CacheFileName: Sendable, Hashable, CustomStringConvertible {
    /// The kinds of files.
    public enum Kind: String, Sendable, CaseIterable {
        /// The digests of an asset's files.
        case fingerprints
        /// The objects of a store.
        case objects
    }

    /// The name.
    public let description: String

    /// Creates the name of a file.
    ///
    /// - Parameters:
    ///   - digest: The 32 bytes of a SHA-256.
    ///   - kind: The kind of content.
    public init(digest: [UInt8], _ kind: Kind) {
        description = "\(Hex.encode(digest)).\(kind.rawValue)"
    }

    init?(parsing name: String) {
        guard let kind = Kind.allCases.first(where: { name.hasSuffix(".\($0.rawValue)") }),
            let digest = Hex.decode(String(name.dropLast(kind.rawValue.utf8.count + 1))), digest.count == 32
        else { return nil }
        self.init(digest: digest, kind)
    }
}
