/// The layout that `save_pretrained` of the Hugging Face libraries writes.
///
/// The toolkit's handler reads `config.json` directly in `/opt/ml/model` and passes that directory to `pipeline`.
enum HuggingFaceLayout {
    static let configurations: Set<String> = ["adapter_config.json", "config.json", "model_index.json"]
    private static let weights: Set<String> = ["flax_model.msgpack", "pytorch_model.bin", "tf_model.h5"]
    private static let others: Set<String> = [
        "config_sentence_transformers.json", "model.safetensors.index.json", "pytorch_model.bin.index.json",
        "special_tokens_map.json", "tokenizer.json", "tokenizer_config.json",
    ]

    private static let preprocessors: Set<String> = [
        "feature_extractor_config.json", "merges.txt", "preprocessor_config.json", "processor_config.json",
        "sentencepiece.bpe.model", "source.spm", "spiece.model", "tekken.json",
    ]

    static func evidence(_ folder: Folder) -> [String] {
        let specific = folder.files.filter { isWeights($0) || others.contains($0) || $0 == "model_index.json" }
        // Other software has a `config.json` too.
        return specific.isEmpty ? [] : folder.files.intersection(configurations).union(specific).sorted()
    }

    /// Whether the file belongs to a tokenizer, or to what prepares images and sounds.
    static func isPreprocessor(_ file: String) -> Bool {
        preprocessors.contains(file) || file.hasExtension(".tiktoken")
            || ["tokenizer", "vocab"].contains { file.utf8.starts(with: $0.utf8) }
    }

    static func isWeights(_ file: String) -> Bool {
        weights.contains(file) || file.hasExtension(".safetensors")
            || file.utf8.starts(with: "pytorch_model-".utf8) && file.hasExtension(".bin")
    }
}
