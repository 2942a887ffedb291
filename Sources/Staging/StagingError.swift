public import Basics
public import SystemPackage

/// A file or directory that cannot be an asset, or that changed while it was read.
public enum StagingError: UserFacingError, Hashable {
    case notFound(FilePath)
    case notADirectory(FilePath)
    case notAFile(FilePath, kind: String)
    case notUTF8(name: String, directory: FilePath)
    case specialFile(FilePath, kind: String)
    case linkLeavesRoot(FilePath, target: String)
    case linkDangles(FilePath, target: String)
    case linkLoops(FilePath)
    case changedWhileRead(FilePath)
    case noDockerfile(FilePath)
    case isOutput(FilePath)

    /// The path and the reason.
    public var message: String {
        switch self {
        case .notFound(let path): "no file or directory at '\(path)'"
        case .notADirectory(let path): "'\(path)' is not a directory"
        case .notAFile(let path, let kind): "'\(path)' is a \(kind), neither a regular file nor a directory"
        case .notUTF8(let name, let directory): "a name in '\(directory)' is not UTF-8: '\(name)'"
        case .specialFile(let path, let kind): "'\(path)' is a \(kind)"
        case .linkLeavesRoot(let path, let target):
            "'\(path)' is a link to '\(target)', outside the asset"
                + (HuggingFaceSnapshot(link: path, target: target) == nil
                    ? "" : ": the asset is in a snapshot of the Hugging Face cache")
        case .linkDangles(let path, let target): "'\(path)' is a link to '\(target)', which does not exist"
        case .linkLoops(let path): "'\(path)' is a link that leads back to itself"
        case .changedWhileRead(let path): "'\(path)' changed while it was read"
        case .noDockerfile(let path): "no Dockerfile at '\(path)'"
        case .isOutput(let path): "the output is written to '\(path)', which is part of the asset"
        }
    }

    /// The kind of the failure.
    public var errorCode: Diagnostic.Code {
        switch self {
        case .notFound: "not-found"
        case .notADirectory: "not-a-directory"
        case .notAFile: "not-a-file"
        case .notUTF8: "not-utf8"
        case .specialFile: "special-file"
        case .linkLeavesRoot: "link-leaves-asset"
        case .linkDangles: "dangling-link"
        case .linkLoops: "link-loop"
        case .changedWhileRead: "file-changed"
        case .noDockerfile: "no-dockerfile"
        case .isOutput: "output-in-asset"
        }
    }

    /// A change of the files, the manifest or the ignore file that makes the asset valid.
    public var hint: String? {
        switch self {
        case .notFound: "check the path; a manifest's paths are relative to the manifest"
        case .notADirectory: "an image asset is the directory that holds the Dockerfile"
        case .notAFile: "name the file or directory that is to be published"
        case .notUTF8: "rename it, or exclude the directory in the ignore file"
        case .specialFile: "remove it, or exclude it in the ignore file"
        case .linkLeavesRoot(let path, let target):
            HuggingFaceSnapshot(link: path, target: target)?.hint
                ?? "copy the file in: SageMaker cannot follow links in model archives"
        case .linkDangles, .linkLoops: "remove the link, or exclude it in the ignore file"
        case .changedWhileRead: "stop the process that writes to it and run again"
        case .isOutput: "write it to a file outside, or exclude it in the ignore file"
        case .noDockerfile: "create it, or set another path with 'file:' in the manifest"
        }
    }
}
