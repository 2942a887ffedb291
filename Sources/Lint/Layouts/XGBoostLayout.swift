/// A booster for the XGBoost container, which loads the regular files of `/opt/ml/model` itself.
enum XGBoostLayout {
    static func evidence(_ folder: Folder) -> [String] {
        folder.files.filter(isBooster).sorted()
    }

    static func isBooster(_ file: String) -> Bool {
        let name = file.lowercased()
        return file.utf8.starts(with: "xgboost-model".utf8) || file.hasExtension(".ubj", ".bst", ".xgb")
            || file.hasExtension(".json", ".model", ".bin") && name.contains("xgb")
    }
}
