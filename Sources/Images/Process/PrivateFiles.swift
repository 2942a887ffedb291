internal import Basics
internal import Glibc
internal import SystemPackage

/// Files and directories that nobody but their owner reads.
enum PrivateFiles {
    /// Creates a directory.
    static func makeDirectory(_ path: FilePath) throws(FileError) {
        guard mkdir(path.string, 0o700) == 0 else { throw FileError("create", path, Errno(rawValue: errno)) }
    }

    /// Writes a file that does not exist.
    static func write(_ bytes: [UInt8], to path: FilePath) throws(FileError) {
        try FileError.naming("write", path) {
            let file = try FileDescriptor.open(
                path,
                .writeOnly,
                options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
                permissions: .ownerReadWrite
            )
            try file.closeAfter { _ = try file.writeAll(bytes) }
        }
    }

    /// Makes a symbolic link.
    static func link(_ target: FilePath, as path: FilePath) throws(Errno) {
        guard symlink(target.string, path.string) == 0 else { throw Errno(rawValue: errno) }
    }

    /// Removes a file.
    static func remove(file: FilePath) throws(Errno) {
        guard unlink(file.string) == 0 else { throw Errno(rawValue: errno) }
    }

    /// Removes a directory with all that is in it, without following links; what is not there is no error.
    static func removeTree(_ path: FilePath) {
        guard unlink(path.string) != 0, errno != ENOENT else { return }
        var names: [String] = []
        if var stream = try? DirectoryStream(path) {
            while let name = stream.next() {
                if name != ".", name != ".." { names.append(name) }
            }
        }
        for name in names { removeTree(path.appending(name)) }
        rmdir(path.string)
    }
}
