internal import Basics
internal import Glibc
package import SystemPackage

/// The temporary directories of images that are built.
///
/// A killed process leaves its directories behind, with secrets and logins in them. Since a directory is locked as long as its
/// process lives, the next run removes the unlocked ones.
package enum ImageWorkspace {
    private static let prefix = "sageassets-image-"
    private static let suffixByteCount = 6

    /// Calls a function with an empty directory, and removes it afterwards with all that is in it.
    ///
    /// The directory is below `TMPDIR`, or else below `/var/tmp`: images may be larger than a `/tmp` in memory.
    package static func withDirectory<Result>(
        environment: [String: String],
        _ body: (FilePath) async throws -> Result
    ) async throws -> Result {
        let parent = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : FilePath($0) } ?? "/var/tmp"
        sweep(parent)
        let (path, lock) = try makeDirectory(in: parent)
        defer {
            PrivateFiles.removeTree(path)
            try? lock.close()
        }
        return try await body(path)
    }

    /// Creates a directory, and locks it until the descriptor is closed.
    private static func makeDirectory(in parent: FilePath) throws(FileError) -> (FilePath, FileDescriptor) {
        let pattern = parent.appending(prefix + String(repeating: "X", count: suffixByteCount))
        while true {
            var template = Array(pattern.string.utf8CString)
            guard mkdtemp(&template) != nil else {
                throw FileError("create a directory in", parent, Errno(rawValue: errno))
            }
            let path = FilePath(String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
            // Another process's sweep may take the directory before it is locked.
            do {
                let lock = try open(path)
                // Without locks on this file system, `sweep` does not remove directories either.
                _ = flock(lock.rawValue, LOCK_EX)
                if isOwn(path) { return (path, lock) }
                try? lock.close()
            } catch {
                guard error.errno == .noSuchFileOrDirectory else {
                    PrivateFiles.removeTree(path)
                    throw error
                }
            }
        }
    }

    /// Removes the directories of dead processes of the same user.
    private static func sweep(_ parent: FilePath) {
        guard var names = try? DirectoryStream(parent) else { return }
        while let name = names.next() {
            let path = parent.appending(name)
            guard isName(name), isOwn(path), let lock = try? open(path) else { continue }
            if flock(lock.rawValue, LOCK_EX | LOCK_NB) == 0 { PrivateFiles.removeTree(path) }
            try? lock.close()
        }
    }

    /// Whether a name is that of a directory of this program.
    private static func isName(_ name: String) -> Bool {
        name.hasPrefix(prefix) && name.utf8.count == prefix.utf8.count + suffixByteCount
    }

    /// Whether a path is a directory, not a link to one, of the user that runs the process.
    private static func isOwn(_ path: FilePath) -> Bool {
        var status = stat()
        return lstat(path.string, &status) == 0 && FileKind(mode: status.st_mode) == .directory
            && status.st_uid == geteuid()
    }

    private static func open(_ path: FilePath) throws(FileError) -> FileDescriptor {
        try FileError.naming("open", path) {
            try FileDescriptor.open(path, .readOnly, options: [.directory, .noFollow, .closeOnExec])
        }
    }
}
