/// A folder of an artifact, as a container finds it under `/opt/ml/model`.
///
/// Members whose names lead out of that directory and macOS metadata are not in it.
struct Folder: Sendable, Hashable {
    /// No model is deeper, and searching a folder recurses into each one below.
    private static let depthLimit = 200

    private(set) var files: Set<String> = []
    private(set) var folders: [String: Folder] = [:]

    init(_ members: [ArtifactMember] = []) {
        for member in members where !member.isMacMetadata && !member.isAbsolute {
            let parts = member.parts
            guard !parts.contains(".."), parts.count <= Self.depthLimit, let last = parts.last else { continue }
            if member.isFile {
                insert(file: last, in: parts.dropLast()[...])
            } else if member.isDirectory {
                insert(folder: parts[...])
            }
        }
    }

    private mutating func insert(file: String, in path: ArraySlice<String>) {
        guard let first = path.first else {
            files.insert(file)
            return
        }
        folders[first, default: Folder()].insert(file: file, in: path.dropFirst())
    }

    private mutating func insert(folder path: ArraySlice<String>) {
        guard let first = path.first else { return }
        folders[first, default: Folder()].insert(folder: path.dropFirst())
    }

    /// The folders, sorted by name.
    var sortedFolders: [(name: String, folder: Folder)] {
        folders.sorted { $0.key < $1.key }.map { (name: $0.key, folder: $0.value) }
    }

    /// Returns the paths of all files whose names satisfy a condition, sorted folder by folder.
    func paths(where isWanted: (String) -> Bool) -> [[String]] {
        files.filter(isWanted).sorted().map { [$0] }
            + sortedFolders.flatMap { name, folder in folder.paths(where: isWanted).map { [name] + $0 } }
    }

    /// The number of files at any depth.
    var fileCount: Int { folders.values.reduce(files.count) { $0 + $1.fileCount } }

    /// Whether there is any file at any depth.
    var hasFiles: Bool { !files.isEmpty || folders.values.contains { $0.hasFiles } }

    /// Whether there is `code/inference.py`, where the inference toolkits look for the user's code.
    var hasInferenceCode: Bool { folders["code"]?.files.contains("inference.py") ?? false }
}

extension ArtifactMember {
    /// Whether the member is metadata of macOS: an AppleDouble file, a file of the Finder, or part of the folder that its
    /// zip adds.
    var isMacMetadata: Bool {
        let parts = parts
        guard let last = parts.last else { return false }
        return last.utf8.starts(with: "._".utf8) || last == ".DS_Store" || parts.contains("__MACOSX")
    }
}

extension String {
    /// Whether the name is a version number of TensorFlow Serving or Triton.
    var isNumeric: Bool { !isEmpty && utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }

    /// Returns whether the name ends in one of the extensions, which include their dots.
    func hasExtension(_ extensions: String...) -> Bool {
        extensions.contains { utf8.count > $0.utf8.count && utf8.suffix($0.utf8.count).elementsEqual($0.utf8) }
    }
}
