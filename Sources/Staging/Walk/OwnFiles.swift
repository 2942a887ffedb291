internal import Assets
internal import Basics
internal import Glibc
public import SystemPackage

/// The files of a project that the program itself writes: they take part in no asset.
///
/// They are found once, for all assets: one that is created later is not known.
public struct OwnFiles: Sendable {
    /// The absolute paths of the references file, of the local stores and of the cache; they may not exist yet.
    public let paths: [FilePath]
    /// The files that results are written to, if they are files: an asset that contains one of them is rejected.
    public let outputs: [FileDescriptor]
    /// The files at the paths, and those that links at the paths lead to.
    fileprivate let files: [TreeWalk.FileIdentity]
    /// The directories above each path, from the nearest one that exists to the root of the file system.
    fileprivate let ancestors: [[TreeWalk.FileIdentity]]
    fileprivate let outputFiles: [TreeWalk.FileIdentity]

    /// Finds the files of a project, by default none.
    public init(paths: [FilePath] = [], outputs: [FileDescriptor] = []) {
        self.paths = paths
        self.outputs = outputs
        files = paths.flatMap { path in
            [FileStamp(path, isFollowed: false), FileStamp(path, isFollowed: true)].compactMap { stamp in
                stamp.map(TreeWalk.FileIdentity.init)
            }
        }
        ancestors = paths.map(Self.ancestors)
        outputFiles = outputs.compactMap { FileStamp(descriptor: $0.rawValue) }.filter(\.isRegularFile)
            .map(TreeWalk.FileIdentity.init)
    }

    /// Finds the files again.
    public func updated() -> OwnFiles { OwnFiles(paths: paths, outputs: outputs) }

    private static func ancestors(of path: FilePath) -> [TreeWalk.FileIdentity] {
        var existing = path.removingLastComponent()
        while FileStamp(existing, isFollowed: true) == nil, existing.removeLastComponent() {}
        guard var directory = (try? existing.string.canonicalPath()).map({ FilePath($0) }) else { return [] }
        var ancestors: [TreeWalk.FileIdentity] = []
        while let stamp = FileStamp(directory, isFollowed: true) {
            ancestors.append(TreeWalk.FileIdentity(stamp))
            guard directory.removeLastComponent() else { break }
        }
        return ancestors
    }
}

/// The own files below one root, which a walk recognizes by identity, whatever links lead to them.
struct OwnEntries: Sendable {
    private var files: [TreeWalk.FileIdentity] = []
    private var passages: [TreeWalk.FileIdentity] = []
    private var outputs: [TreeWalk.FileIdentity] = []

    init(_ own: OwnFiles, below root: RootDirectory) {
        guard let identity = FileStamp(descriptor: root.descriptor).map(TreeWalk.FileIdentity.init) else { return }
        files = own.files
        outputs = own.outputFiles
        for ancestors in own.ancestors {
            guard let root = ancestors.firstIndex(of: identity) else { continue }
            passages += ancestors[..<root]
        }
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
