/// A folder of an artifact, as a container finds it under `/opt/ml/model`: what lies outside, and the litter that some
/// file managers leave, is not in it.
struct Folder: Sendable, Hashable {
    /// No model lies deeper, and whoever looks through a folder calls itself for each one below.
    private static let depthLimit = 200

    private(set) var files: Set<String> = []
    private(set) var folders: [String: Folder] = [:]

    init(_ members: [ArtifactMember] = []) {
        for member in members where !member.isLitter && !member.isAbsolute {
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

    /// The folders by name, sorted.
    var sortedFolders: [(name: String, folder: Folder)] {
        folders.sorted { $0.key < $1.key }.map { (name: $0.key, folder: $0.value) }
    }

    /// The paths of all files whose names satisfy a condition, sorted folder by folder.
    func paths(where isWanted: (String) -> Bool) -> [[String]] {
        files.filter(isWanted).sorted().map { [$0] }
            + sortedFolders.flatMap { name, folder in folder.paths(where: isWanted).map { [name] + $0 } }
    }

    /// Whether there is any file, however deep.
    var hasFiles: Bool { !files.isEmpty || folders.values.contains { $0.hasFiles } }

    /// Whether the handlers find code of the user's: the inference toolkits look for `code/inference.py`.
    var hasInferenceCode: Bool { folders["code"]?.files.contains("inference.py") ?? false }
}

extension ArtifactMember {
    /// The files that macOS leaves: AppleDouble files beside each file, the Finder's own, and the folder that its zip makes.
    var isLitter: Bool {
        let parts = parts
        guard let last = parts.last else { return false }
        return last.utf8.starts(with: "._".utf8) || last == ".DS_Store" || parts.contains("__MACOSX")
    }
}

extension String {
    /// Whether the name is a version, as TensorFlow Serving and Triton number them.
    var isNumeric: Bool { !isEmpty && utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }

    /// Whether the name ends in one of some extensions, given with their dots.
    func hasExtension(_ extensions: String...) -> Bool {
        extensions.contains { utf8.count > $0.utf8.count && utf8.suffix($0.utf8.count).elementsEqual($0.utf8) }
    }
}
