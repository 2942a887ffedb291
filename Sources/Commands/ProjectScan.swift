internal import Assets
internal import Basics
internal import Foundation
internal import SystemPackage

/// The model artifacts and Dockerfile directories found in a directory, by sorted relative paths.
struct ProjectScan: Equatable {
    private static let depthLimit = 3
    /// The names of model files of the frameworks for which SageMaker has containers.
    private static let modelExtensions: Set<String> = [
        "bin", "ckpt", "gguf", "h5", "joblib", "json.gz", "keras", "mar", "model", "onnx", "pb", "pkl", "pt", "pth",
        "safetensors", "ubj",
    ]

    /// Dockerfile directories.
    private(set) var images: [String] = []
    /// Directories with model files, and model archives.
    private(set) var artifacts: [String] = []

    /// Whether nothing was found.
    var isEmpty: Bool { images.isEmpty && artifacts.isEmpty }

    /// Scans a directory.
    static func scan(_ directory: FilePath) throws -> ProjectScan {
        var scan = ProjectScan()
        try scan.visit(directory, "", depth: 0)
        scan.images.sort()
        scan.artifacts.sort()
        return scan
    }

    private mutating func visit(_ directory: FilePath, _ prefix: String, depth: Int) throws {
        let names = try DirectoryStream.names(in: directory).filter { !$0.hasPrefix(".") }
        artifacts += names.filter { ArchiveName.matches($0) }.map { prefix + $0 }
        // Files inside a model or an image belong to it.
        if !prefix.isEmpty, names.contains("Dockerfile") {
            images.append(String(prefix.dropLast()))
            return
        }
        if !prefix.isEmpty, names.contains(where: Self.isModel) {
            artifacts.append(String(prefix.dropLast()))
            return
        }
        guard depth < Self.depthLimit else { return }
        for name in names {
            let path = directory.appending(name)
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path.string, isDirectory: &isDirectory), isDirectory.boolValue
            else { continue }
            try visit(path, "\(prefix)\(name)/", depth: depth + 1)
        }
    }

    private static func isModel(_ name: String) -> Bool {
        guard let dot = name.lastIndex(of: ".") else { return false }
        return modelExtensions.contains(name[name.index(after: dot)...].lowercased())
    }
}
