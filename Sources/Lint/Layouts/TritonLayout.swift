/// A model repository for NVIDIA Triton: `<model>/config.pbtxt` and `<model>/<version>/<file>`.
///
/// Sources: "Model Repository" in Triton's documentation, and the script `docker/sagemaker/serve` of its image.
enum TritonLayout {
    /// The default names of model files of Triton's backends.
    private static let modelFiles: Set<String> = [
        "model.dali", "model.graphdef", "model.netdef", "model.onnx", "model.plan", "model.pt", "model.py", "model.xml",
    ]

    static func evidence(_ folder: Folder) -> [String] {
        if folder.files.contains("config.pbtxt") { return ["config.pbtxt"] }
        return folder.sortedFolders.flatMap { name, model -> [String] in
            if model.files.contains("config.pbtxt") { return ["\(name)/config.pbtxt"] }
            return versions(of: model).flatMap { version, content in
                (content.files.intersection(modelFiles).sorted()
                    + (content.folders["model.savedmodel"] == nil ? [] : ["model.savedmodel"]))
                    .map { "\(name)/\(version)/\($0)" }
            }
        }
    }

    static func versions(of model: Folder) -> [(name: String, folder: Folder)] {
        model.sortedFolders.filter { $0.name.isNumeric }
    }
}
