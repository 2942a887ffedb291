internal import Assets
internal import Basics
internal import Glibc
internal import SystemPackage

extension FileTree {
    /// Creates a tree of one file with the name of the path's last component; the path may be a link.
    init(file path: FilePath) throws {
        let real = try FileError.naming("read", path) { FilePath(try path.string.canonicalPath()) }
        let root = try RootDirectory(real.removingLastComponent())
        let name = real.lastComponent?.string ?? ""
        var status = stat()
        guard fstatat(root.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            throw FileError("read", path, Errno(rawValue: errno))
        }
        let stamp = FileStamp(status)
        guard stamp.isRegularFile else { throw StagingError.notAFile(path, kind: stamp.specialKind) }
        var measure = FileMeasure(root)
        let size = try measure.size(of: name, stamp)
        let kind = TreeEntry.Kind.file(size: size, isExecutable: stamp.isExecutable)
        let entry = TreeEntry(path: path.lastComponent?.string ?? name, kind: kind)
        self.init(file: real, root: root, entry: entry, source: name, stamp: stamp)
    }
}
