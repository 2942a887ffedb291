public import Assets
internal import Basics
internal import Glibc
internal import Hashing
internal import IgnoreRules
public import SystemPackage

extension AssetSource {
    /// Returns the location of the source for a manifest in a directory; an absolute path is returned unchanged.
    public func location(in directory: FilePath) -> FilePath {
        directory.pushing(FilePath(path))
    }

    /// Finds the asset's files without reading them.
    ///
    /// - Parameters:
    ///   - directory: The directory of the manifest.
    ///   - width: The number of threads.
    ///   - own: The files that the program writes, which are left out.
    /// - Throws: `StagingError`, `FileError`.
    public func walk(in directory: FilePath, width: Int = 1, own: OwnFiles = OwnFiles()) throws -> WalkedAsset {
        try options.walk(at: location(in: directory), width: width, own: own)
    }
}

extension AssetSource.Options {
    /// Finds the files of an asset with these options without reading them.
    ///
    /// - Parameters:
    ///   - path: The file or directory.
    ///   - width: The number of threads.
    ///   - own: The files that the program writes, which are left out.
    /// - Throws: `StagingError`, `FileError`.
    public func walk(at path: FilePath, width: Int = 1, own: OwnFiles = OwnFiles()) throws -> WalkedAsset {
        let isDirectory = try isDirectory(path)
        let tree =
            switch self {
            case .modelData where !isDirectory: try FileTree(file: path)
            case .modelData: try modelData(at: path, width: width, own: own)
            case .image(let build):
                if isDirectory {
                    try context(at: path, build, width: width, own: own)
                } else {
                    throw StagingError.notADirectory(path)
                }
            }
        return WalkedAsset(options: self, format: format(isDirectory: isDirectory), tree: tree)
    }

    /// Loads the exclusion rules of a directory with these options.
    func rules(at path: FilePath) throws -> IgnoreRuleSet {
        switch self {
        case .modelData(let options):
            return try IgnoreRuleSet.load(from: path, names: [".sageassetsignore"], exclude: options.exclude)
        case .image(let build):
            let names = ["\(build.dockerfile).dockerignore", ".dockerignore"]
            // A build requires the Dockerfile.
            return try IgnoreRuleSet.load(
                from: path,
                names: names,
                exclude: build.exclude,
                required: build.dockerfile
            )
        }
    }

    private func modelData(at path: FilePath, width: Int, own: OwnFiles) throws -> FileTree {
        try FileTree(at: path, links: .replace, rules: rules(at: path), own: own, width: width)
    }

    private func context(at path: FilePath, _ build: ImageBuild, width: Int, own: OwnFiles) throws -> FileTree {
        let tree = try FileTree(at: path, links: .keep, rules: rules(at: path), own: own, width: width)
        let hasDockerfile = tree.entries.contains { entry in
            entry.kind != .directory && entry.path.hasSameBytes(as: build.dockerfile)
        }
        guard hasDockerfile else { throw StagingError.noDockerfile(path.appending(build.dockerfile)) }
        return tree
    }

    private func isDirectory(_ path: FilePath) throws -> Bool {
        var status = stat()
        guard stat(path.string, &status) == 0 else {
            let errno = Errno(rawValue: errno)
            throw errno == .noSuchFileOrDirectory ? StagingError.notFound(path) : FileError("read", path, errno)
        }
        let stamp = FileStamp(status)
        guard stamp.isDirectory || stamp.isRegularFile else {
            throw StagingError.notAFile(path, kind: stamp.specialKind)
        }
        return stamp.isDirectory
    }
}
