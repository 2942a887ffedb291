internal import Assets
internal import Basics
internal import Glibc
public import SystemPackage

/// The files of a project that the program itself writes, by their paths: they take part in no asset.
public struct OwnFiles: Sendable {
    /// The absolute paths of the references file, of the local stores and of the cache; they may not exist yet.
    public var paths: [FilePath]
    /// The files that results are written to, if they are files: an asset that contains one of them is rejected.
    public var outputs: [FileDescriptor]

    /// Names the files of a project, by default none.
    public init(paths: [FilePath] = [], outputs: [FileDescriptor] = []) {
        self.paths = paths
        self.outputs = outputs
    }
}

/// The own files below one root, which a walk recognizes by identity, whatever links lead to them.
struct OwnEntries: Sendable {
    private var files: [TreeWalk.FileIdentity] = []
    private var passages: [TreeWalk.FileIdentity] = []
    private var outputs: [TreeWalk.FileIdentity] = []

    init(_ own: OwnFiles, below root: RootDirectory) {
        guard let identity = FileStamp(descriptor: root.descriptor).map(TreeWalk.FileIdentity.init) else { return }
        for path in own.paths {
            files += [FileStamp(path, isFollowed: false), FileStamp(path, isFollowed: true)].compactMap { stamp in
                stamp.map(TreeWalk.FileIdentity.init)
            }
            passages += Self.passages(to: path, from: identity)
        }
        outputs = own.outputs.compactMap { FileStamp(descriptor: $0.rawValue) }.filter(\.isRegularFile)
            .map(TreeWalk.FileIdentity.init)
    }

    /// Whether an entry is an own file or directory.
    func contains(_ stamp: FileStamp) -> Bool {
        !files.isEmpty && files.contains(TreeWalk.FileIdentity(stamp))
    }

    /// Whether a directory leads to an own file: it has an entry only if it contains something else.
    ///
    /// The program may have created it, so that it is not there on other machines.
    func isPassage(_ stamp: FileStamp) -> Bool {
        !passages.isEmpty && passages.contains(TreeWalk.FileIdentity(stamp))
    }

    /// Whether a file is one that results are written to.
    func isOutput(_ stamp: FileStamp) -> Bool {
        !outputs.isEmpty && outputs.contains(TreeWalk.FileIdentity(stamp))
    }

    /// Whether the text of a file says that the program generated it.
    ///
    /// - Parameters:
    ///   - path: The path of the entry, whose ending decides whether the text is looked at.
    ///   - stamp: The file's stamp.
    ///   - name: Returns the name by which the file is opened.
    ///   - directory: The descriptor that the name is relative to.
    static func isGenerated(
        _ path: String,
        _ stamp: FileStamp,
        opening name: () -> String,
        at directory: CInt
    ) -> Bool {
        guard OwnFile.mayBeGenerated(path, byteCount: stamp.size) else { return false }
        let file = openat(directory, name(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        // A file that cannot be read is reported when its content is read.
        guard file >= 0 else { return false }
        defer { close(file) }
        let count = OwnFile.lookedAtByteCount
        return withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { buffer in
            let length = max(0, pread(file, buffer.baseAddress, count, 0))
            return OwnFile.isGenerated(beginning: UnsafeRawBufferPointer(rebasing: buffer[..<length])) {
                [UInt8](unsafeUninitializedCapacity: count) { end, length in
                    length = max(0, pread(file, end.baseAddress, count, off_t(max(0, stamp.size - Int64(count)))))
                }
            }
        }
    }

    /// Returns the directories between a root and a path; none if the path is not below the root.
    private static func passages(
        to path: FilePath,
        from root: TreeWalk.FileIdentity
    ) -> [TreeWalk.FileIdentity] {
        var existing = path.removingLastComponent()
        while FileStamp(existing, isFollowed: true) == nil, existing.removeLastComponent() {}
        guard var directory = (try? existing.string.canonicalPath()).map({ FilePath($0) }) else { return [] }
        var passages: [TreeWalk.FileIdentity] = []
        while let stamp = FileStamp(directory, isFollowed: true) {
            let identity = TreeWalk.FileIdentity(stamp)
            if identity == root { return passages }
            passages.append(identity)
            guard directory.removeLastComponent() else { break }
        }
        return []
    }
}

extension FileStamp {
    /// Reads the stamp of a file; nil if there is none.
    fileprivate init?(_ path: FilePath, isFollowed: Bool) {
        var status = stat()
        let flags = isFollowed ? 0 : AT_SYMLINK_NOFOLLOW
        guard fstatat(AT_FDCWD, path.string, &status, flags) == 0 else { return nil }
        self.init(status)
    }

    fileprivate init?(descriptor: CInt) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }
}
