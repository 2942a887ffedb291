internal import IgnoreRules
internal import Basics
internal import Glibc
internal import Hashing
public import Assets
public import SystemPackage

/// Something local that a model needs in the cloud, and how it is looked at.
public enum AssetSource: Sendable, Hashable {
    /// A model artifact: a file as it is, or a directory that is to be bundled.
    ///
    /// - `exclude`: Patterns of what to leave out, after those of the `.sageassetsignore` file.
    case artifact(FilePath, exclude: [String] = [])
    /// A Dockerfile directory, and how it is built.
    case image(FilePath, build: ImageBuild = ImageBuild(), exclude: [String] = [])

    /// The file or directory.
    public var path: FilePath {
        switch self {
        case .artifact(let path, _), .image(let path, _, _): path
        }
    }

    /// Finds the asset's files; nothing is read yet.
    ///
    /// - Parameter width: How many threads walk.
    /// - Throws: `StagingError`, `FileError`.
    public func find(width: Int = 1) throws -> FoundAsset {
        switch self {
        case .artifact(let path, let exclude):
            guard try isDirectory(path) else { return FoundAsset(kind: .file, tree: try FileTree(file: path)) }
            let rules = try IgnoreRuleSet.load(from: path, names: [".sageassetsignore"], exclude: exclude)
            return FoundAsset(
                kind: .directory,
                tree: try FileTree(at: path, links: .replace, rules: rules, width: width)
            )
        case .image(let path, let build, let exclude):
            guard try isDirectory(path) else { throw StagingError.notADirectory(path) }
            let names = ["\(build.dockerfile).dockerignore", ".dockerignore"]
            // The Dockerfile always takes part: without it there is nothing to build.
            let dockerfile = "!\(escaped(build.dockerfile))"
            let rules = try IgnoreRuleSet.load(from: path, names: names, exclude: exclude + [dockerfile])
            let tree = try FileTree(at: path, links: .keep, rules: rules, width: width)
            let isThere = tree.entries.contains { entry in
                entry.kind != .directory && entry.path.hasSameBytes(as: build.dockerfile)
            }
            guard isThere else {
                throw StagingError.noDockerfile(path.appending(build.dockerfile))
            }
            return FoundAsset(kind: .image(build), tree: tree)
        }
    }

    /// A path as a pattern that matches nothing else.
    private func escaped(_ path: String) -> String {
        path.reduce(into: "") { pattern, character in
            if "\\*?[]{}()|^+".contains(character) { pattern.append("\\") }
            pattern.append(character)
        }
    }

    private func isDirectory(_ path: FilePath) throws -> Bool {
        var status = stat()
        guard stat(path.string, &status) == 0 else {
            let errno = Errno(rawValue: errno)
            throw errno == .noSuchFileOrDirectory ? StagingError.notFound(path) : FileError("read", path, errno)
        }
        let stamp = FileStamp(status)
        guard stamp.isDirectory || stamp.isRegularFile else { throw StagingError.notAFile(path) }
        return stamp.isDirectory
    }
}

extension FileTree {
    /// A tree of one file, named by the path's last component; the path may be a link.
    init(file path: FilePath) throws {
        let real = try FileError.naming("read", path) { FilePath(try path.string.canonicalPath()) }
        let root = try RootDirectory(real.removingLastComponent())
        let name = real.lastComponent?.string ?? ""
        var status = stat()
        guard fstatat(root.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            throw FileError("read", path, Errno(rawValue: errno))
        }
        let stamp = FileStamp(status)
        guard stamp.isRegularFile else { throw StagingError.notAFile(path) }
        let kind = TreeEntry.Kind.file(size: stamp.size, isExecutable: stamp.isExecutable)
        let entry = TreeEntry(path: path.lastComponent?.string ?? name, kind: kind)
        self.init(file: real, root: root, entry: entry, node: Node(source: name, stamp: stamp))
    }
}
