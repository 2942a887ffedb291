internal import Basics

/// The requirements of the containers of some frameworks, found in the containers' source.
extension LintRule {
    /// Source: the container's `find_models`.
    static let savedModelWithoutVersion = LintRule("saved-model-without-version", .wholeListing) { context in
        let savedModels = TensorFlowLayout.savedModels(in: context.listing.root)
        guard context.isServed(with: .tensorFlowServing), !savedModels.contains(where: TensorFlowLayout.hasVersion),
            let first = savedModels.first
        else { return [] }
        return [
            context.diagnostic(
                context.severityForContainer,
                on: first.joined(separator: "/"),
                "its folder is not a number: TensorFlow Serving's container fails with 'no SavedModel bundles found!'",
                fix: "put the SavedModel in a folder that is its version: '1/saved_model.pb', '1/variables/'"
            )
        ]
    }

    /// The container's handler loads `model.pt`, or the only file of its kind.
    static let severalTorchModels = LintRule("several-torch-models", .wholeListing) { context in
        let models = context.listing.root.files.filter(PyTorchLayout.isWeights).sorted()
        guard context.isServed(with: .pytorch), models.count > 1, !models.contains("model.pt"),
            !context.listing.root.hasInferenceCode
        else { return [] }
        return [
            context.diagnostic(
                .warning,
                on: models[0],
                others: models.count - 1,
                "SageMaker's PyTorch container would fail with 'Exactly one .pth or .pt file is required'",
                fix: "call one of them 'model.pt', or add 'code/inference.py' with a function 'model_fn'"
            )
        ]
    }

    /// Source: the container's `get_loaded_booster`.
    static let xgboostOtherFiles = LintRule("xgboost-other-files", .wholeListing) { context in
        let others = context.listing.root.files.filter { !XGBoostLayout.isBooster($0) }.sorted()
        guard context.isServed(with: .xgboost), context.layout?.folder.isEmpty == true, let first = others.first,
            !context.listing.root.hasInferenceCode
        else { return [] }
        return [
            context.diagnostic(
                .warning,
                on: first,
                others: others.count - 1,
                "SageMaker's XGBoost container loads each file in /opt/ml/model as a model, and would fail on it",
                fix: "leave it out, or put it in a folder"
            )
        ]
    }
}
