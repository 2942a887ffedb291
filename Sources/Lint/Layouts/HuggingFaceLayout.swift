/// The layout that `save_pretrained` of the Hugging Face libraries writes.
///
/// The toolkit's handler reads `config.json` in
/// `/opt/ml/model` itself, and hands that directory to `pipeline`.
enum HuggingFaceLayout {
    static let configurations: Set<String> = ["adapter_config.json", "config.json", "model_index.json"]
    private static let weights: Set<String> = ["flax_model.msgpack", "pytorch_model.bin", "tf_model.h5"]
    private static let others: Set<String> = [
        "config_sentence_transformers.json", "model.safetensors.index.json", "pytorch_model.bin.index.json",
        "special_tokens_map.json", "tokenizer.json", "tokenizer_config.json",
    ]

    static func evidence(_ folder: Folder) -> [String] {
        let marks = folder.files.filter { isWeights($0) || others.contains($0) || $0 == "model_index.json" }
        // `config.json` alone may be anybody's.
        return marks.isEmpty ? [] : folder.files.intersection(configurations).union(marks).sorted()
    }

    static func isWeights(_ file: String) -> Bool {
        weights.contains(file) || file.hasExtension(".safetensors")
            || file.utf8.starts(with: "pytorch_model-".utf8) && file.hasExtension(".bin")
    }
}
