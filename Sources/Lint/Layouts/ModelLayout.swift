/// The layout of a model artifact, recognised from the names of its files.
public struct ModelLayout: Sendable, Hashable {
    /// The frameworks of SageMaker's serving containers.
    public enum Framework: String, Sendable, Hashable, CaseIterable {
        /// NVIDIA Triton: a model repository.
        case triton = "Triton"
        /// The Hugging Face toolkits: what `save_pretrained` writes.
        case huggingFace = "Hugging Face"
        /// TensorFlow Serving: SavedModels in folders that are versions.
        case tensorFlowServing = "TensorFlow Serving"
        /// The XGBoost container.
        case xgboost = "XGBoost"
        /// The scikit-learn container.
        case scikitLearn = "scikit-learn"
        /// The PyTorch container, on TorchServe.
        case pytorch = "PyTorch"
        /// Archives for a model of mode `MultiModel`, one a model.
        case multiModel = "multi-model"
    }

    /// The framework of the model.
    public let framework: Framework
    /// The folder that it is in: empty where it is at the artifact's root.
    public let folder: [String]
    /// The paths below that folder that say so: the first few, sorted.
    public let evidence: [String]

    /// The most paths to name as evidence.
    private static let evidenceLimit = 3

    /// Recognises a layout; nil if it is none of these.
    ///
    /// A model that is not at the root may be in the only folder there, or in the only folder in that one.
    public static func recognize(_ listing: ArtifactListing) -> ModelLayout? {
        var path: [String] = []
        var folder = listing.root
        while true {
            if let layout = recognize(folder, at: path) { return layout }
            guard let (name, next) = folder.onlyModelFolder else { return nil }
            path.append(name)
            folder = next
        }
    }

    private static func recognize(_ folder: Folder, at path: [String]) -> ModelLayout? {
        for (framework, evidence) in recognizers {
            let evidence = evidence(folder)
            guard !evidence.isEmpty else { continue }
            return ModelLayout(framework: framework, folder: path, evidence: Array(evidence.prefix(evidenceLimit)))
        }
        return nil
    }

    /// The signs of each framework; the first match wins, so the rarer and more certain ones stand first.
    private static let recognizers: [(Framework, @Sendable (Folder) -> [String])] = [
        (.triton, TritonLayout.evidence),
        (.huggingFace, HuggingFaceLayout.evidence),
        (.tensorFlowServing, TensorFlowLayout.evidence),
        (.xgboost, XGBoostLayout.evidence),
        (.scikitLearn, { $0.files.filter { $0.hasExtension(".joblib") }.sorted() }),
        (.pytorch, PyTorchLayout.evidence),
        (.multiModel, { $0.holdsArchivesOnly ? $0.paths { _ in true }.map { $0.joined(separator: "/") } : [] }),
    ]
}

extension Folder {
    /// The only folder in here, if `code` does not count.
    var onlyModelFolder: (name: String, folder: Folder)? {
        let others = folders.filter { $0.key != "code" }
        return others.count == 1 ? others.first.map { ($0.key, $0.value) } : nil
    }

    /// Whether all there is are `.tar.gz` archives.
    var holdsArchivesOnly: Bool {
        files.allSatisfy { $0.hasExtension(".tar.gz") } && folders.values.allSatisfy { $0.holdsArchivesOnly }
    }
}
