internal import Assets
internal import Basics
internal import Glibc
internal import Hashing
public import Staging
public import SystemPackage

/// A copy of an asset's files on the disk, which a builder reads: exactly what was fingerprinted.
///
/// The digest of each file is compared while it is copied. Modes are those of a bundle, and every modification time is 0,
/// so that neither the checkout nor its owner has an effect on the image.
public struct ContextDirectory: Sendable {
    /// The directory.
    public let path: FilePath

    /// Copies an asset.
    ///
    /// - Parameters:
    ///   - asset: The asset.
    ///   - path: The path of the copy, which must not exist; its owner calls `remove`. After an error nothing is left.
    ///   - width: The number of files that are copied at a time.
    /// - Throws: `StagingError.changedWhileRead` if the files differ from what was fingerprinted, `FileError`,
    ///   `CancellationError`.
    public init(_ asset: StagedAsset, at path: FilePath, width: Int) async throws {
        self.path = path
        do {
            try await Self.copy(asset, to: path, width: max(1, width))
        } catch {
            PrivateFiles.removeTree(path)
            throw error
        }
    }

    /// Removes the directory with all that is in it.
    public func remove() { PrivateFiles.removeTree(path) }

    private static func copy(_ asset: StagedAsset, to path: FilePath, width: Int) async throws {
        let entries = asset.tree.entries
        let copy = ContextCopy(asset: asset, path: path)
        try copy.makeRoot()
        var files: [Int] = []
        // Directories stand before what is in them.
        for (index, entry) in entries.enumerated() {
            switch entry.kind {
            case .directory: try copy.makeDirectory(entry.path)
            case .link(let target): try copy.makeLink(entry.path, to: target)
            case .file: files.append(index)
            }
        }
        _ = try await (0..<width).boundedMap(width: width) { [files] worker in
            for position in stride(from: worker, to: files.count, by: width) {
                try Task.checkCancellation()
                try copy.copy(files[position])
            }
        }
        // Last, since a new file changes the time of its directory.
        for entry in entries.reversed() where entry.kind == .directory { try copy.resetTime(entry.path) }
        try copy.resetTime("")
    }
}

/// The steps of a copy.
private struct ContextCopy: Sendable {
    private static let pieceByteCount: Int64 = 1 << 20

    let asset: StagedAsset
    let path: FilePath

    func makeRoot() throws(FileError) { try makeDirectory(at: path) }

    func makeDirectory(_ name: String) throws(FileError) { try makeDirectory(at: path.appending(name)) }

    private func makeDirectory(at path: FilePath) throws(FileError) {
        // The process's mask applies to the first mode only.
        guard mkdir(path.string, 0o755) == 0, chmod(path.string, 0o755) == 0 else {
            throw FileError("create", path, Errno(rawValue: errno))
        }
    }

    func makeLink(_ name: String, to target: String) throws(FileError) {
        let link = path.appending(name)
        guard symlink(target, link.string) == 0 else { throw FileError("create", link, Errno(rawValue: errno)) }
        try resetTime(name)
    }

    /// Copies the content of an entry, and compares its digest.
    func copy(_ index: Int) throws {
        let entry = asset.content.entries[index]
        let target = path.appending(entry.entry.path)
        let file = try FileError.naming("create", target) {
            try FileDescriptor.open(
                target,
                .writeOnly,
                options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
                permissions: .ownerReadWrite
            )
        }
        defer { try? file.close() }
        var hash = SHA256()
        let byteCount = entry.entry.byteCount
        for start in stride(from: 0, to: byteCount, by: Int(Self.pieceByteCount)) {
            try Task.checkCancellation()
            let bytes = try asset.tree.read(index, start..<min(start + Self.pieceByteCount, byteCount))
            hash.update(bytes.span.bytes)
            try FileError.naming("write", target) { _ = try file.writeAll(bytes) }
        }
        guard hash.finish() == entry.digest else {
            throw StagingError.changedWhileRead(FilePath(entry.entry.path))
        }
        guard fchmod(file.rawValue, entry.entry.isExecutable ? 0o755 : 0o644) == 0 else {
            throw FileError("write", target, Errno(rawValue: errno))
        }
        try resetTime(entry.entry.path)
    }

    /// Sets the modification time to 0; a link's is set, not that of its target.
    func resetTime(_ name: String) throws(FileError) {
        let target = name.isEmpty ? path : path.appending(name)
        let times = [timespec(), timespec()]
        guard utimensat(AT_FDCWD, target.string, times, AT_SYMLINK_NOFOLLOW) == 0 else {
            throw FileError("write", target, Errno(rawValue: errno))
        }
    }
}

extension TreeEntry {
    fileprivate var isExecutable: Bool {
        if case .file(_, let isExecutable) = kind { isExecutable } else { false }
    }
}
