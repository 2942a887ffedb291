internal import Basics

/// Rules about models of the Hugging Face libraries.
extension LintRule {
    /// Source: "Understand caching" in the documentation of `huggingface_hub`.
    static let huggingFaceCache = LintRule("hugging-face-cache") { context in
        guard let path = context.listing.root.huggingFaceCache else { return [] }
        let folder = path.map { "\($0)/" }.joined()
        return [
            context.diagnostic(
                .warning,
                on: "\(folder)snapshots/",
                "a cache of the Hugging Face Hub: the container does not look into 'snapshots', and 'blobs' has every file "
                    + "once more",
                fix: "publish a copy of one snapshot: 'cp -rL \(folder)snapshots/REVISION DIRECTORY', or 'hf download "
                    + "REPOSITORY --local-dir DIRECTORY'"
            )
        ]
    }

    /// Source: the toolkit's `HuggingFaceHandlerService.load`.
    static let huggingFaceWithoutConfiguration = LintRule("no-config-json", .wholeListing) { context in
        let folder = context.modelFolder
        guard context.isServed(with: .huggingFace), folder.files.isDisjoint(with: HuggingFaceLayout.configurations),
            !context.listing.root.hasInferenceCode
        else { return [] }
        return [
            context.diagnostic(
                .warning,
                on: context.layout?.evidence.first.map { context.path($0) },
                "there is no 'config.json' beside it: SageMaker's Hugging Face container cannot tell what to load it as",
                fix: "save the model with 'save_pretrained', which writes it"
            )
        ]
    }

    /// Source: `get_pipeline` of the toolkit, which loads the tokenizer or the feature extractor from the model's directory.
    static let huggingFaceWithoutTokenizer = LintRule("no-tokenizer", .wholeListing) { context in
        let folder = context.modelFolder
        let files = folder.files
        guard context.isServed(with: .huggingFace), files.contains("config.json"),
            let weights = files.filter(HuggingFaceLayout.isWeights).min(), !files.contains("model_index.json"),
            !files.contains(where: HuggingFaceLayout.isPreprocessor), !context.listing.root.hasInferenceCode,
            !folder.hasInferenceCode
        else { return [] }
        return [
            context.diagnostic(
                .warning,
                on: context.path(weights),
                "there is no tokenizer or preprocessor beside it: a pipeline of the Hugging Face container fails without one",
                fix: "save it there too, with 'tokenizer.save_pretrained'"
            )
        ]
    }
}

extension Folder {
    /// The path of the folder in this one that is a cache of a repository, or this one; nil if there is none.
    fileprivate var huggingFaceCache: [String]? {
        if folders["snapshots"] != nil, folders["blobs"] != nil || folders["refs"] != nil { return [] }
        let repository = sortedFolders.first { name, folder in
            ["datasets--", "models--"].contains { name.utf8.starts(with: $0.utf8) }
                && folder.folders["snapshots"] != nil
        }
        if let repository { return [repository.name] }
        return folders["hub"]?.huggingFaceCache.map { ["hub"] + $0 }
    }

    /// Whether the folder, or one in it, is a cache of the Hugging Face Hub.
    var isHuggingFaceCache: Bool { huggingFaceCache != nil }
}
