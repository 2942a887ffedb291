/// The requirements of the containers of some frameworks, found in the containers' source.
extension LintRule {
    /// Source: the toolkit's `HuggingFaceHandlerService.load`.
    static let huggingFaceWithoutConfiguration = LintRule("no-config-json", .wholeListing) { subject in
        let folder = subject.modelFolder
        guard subject.isServed(with: .huggingFace), folder.files.isDisjoint(with: HuggingFaceLayout.configurations),
            !subject.listing.root.hasInferenceCode
        else { return [] }
        return [
            Remark(
                .warning,
                on: subject.layout?.evidence.first.map { subject.path($0) },
                "there is no 'config.json' beside it: SageMaker's Hugging Face container cannot tell what to load it as",
                hint: "save the model with 'save_pretrained', which writes it"
            )
        ]
    }

    /// Source: the container's `find_models`.
    static let savedModelWithoutVersion = LintRule("saved-model-without-version", .wholeListing) { subject in
        let savedModels = TensorFlowLayout.savedModels(in: subject.listing.root)
        guard subject.isServed(with: .tensorFlowServing), !savedModels.contains(where: TensorFlowLayout.hasVersion),
            let first = savedModels.first
        else { return [] }
        return [
            Remark(
                subject.severityForContainer,
                on: first.joined(separator: "/"),
                "its folder is not a number: TensorFlow Serving's container fails with 'no SavedModel bundles found!'",
                hint: "put the SavedModel in a folder that is its version: '1/saved_model.pb', '1/variables/'"
            )
        ]
    }

    /// The container's handler loads `model.pt`, or the only file of its kind.
    static let severalTorchModels = LintRule("several-torch-models", .wholeListing) { subject in
        let models = subject.listing.root.files.filter(PyTorchLayout.isWeights).sorted()
        guard subject.isServed(with: .pytorch), models.count > 1, !models.contains("model.pt"),
            !subject.listing.root.hasInferenceCode
        else { return [] }
        return [
            Remark(
                .warning,
                on: models[0],
                others: models.count - 1,
                "SageMaker's PyTorch container would fail with 'Exactly one .pth or .pt file is required'",
                hint: "call one of them 'model.pt', or add 'code/inference.py' with a function 'model_fn'"
            )
        ]
    }

    /// Source: the container's `get_loaded_booster`.
    static let xgboostOtherFiles = LintRule("xgboost-other-files", .wholeListing) { subject in
        let others = subject.listing.root.files.filter { !XGBoostLayout.isBooster($0) }.sorted()
        guard subject.isServed(with: .xgboost), subject.layout?.folder.isEmpty == true, let first = others.first,
            !subject.listing.root.hasInferenceCode
        else { return [] }
        return [
            Remark(
                .warning,
                on: first,
                others: others.count - 1,
                "SageMaker's XGBoost container loads each file in /opt/ml/model as a model, and would fail on it",
                hint: "leave it out, or put it in a folder"
            )
        ]
    }
}
