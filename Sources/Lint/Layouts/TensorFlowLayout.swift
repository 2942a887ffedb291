/// SavedModels for TensorFlow Serving.
///
/// SageMaker's container serves each `saved_model.pb` at any depth whose folder is a number (`find_models` in its
/// `tfs_utils.py`).
enum TensorFlowLayout {
    static func evidence(_ folder: Folder) -> [String] {
        savedModels(in: folder).map { $0.joined(separator: "/") }
    }

    static func savedModels(in folder: Folder) -> [[String]] {
        folder.paths { $0 == "saved_model.pb" }
    }

    static func hasVersion(_ savedModel: [String]) -> Bool {
        savedModel.dropLast().last?.isNumeric ?? false
    }
}
