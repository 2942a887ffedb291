internal import Assets

/// The layout of a model artifact, recognised from the names of its files.
public struct ModelLayout: Sendable, Hashable {
    /// The frameworks of SageMaker's serving containers.
    public enum Framework: String, Sendable, Hashable {
        /// NVIDIA Triton: a model repository.
        case triton = "Triton"
        /// The Hugging Face toolkits: the files that `save_pretrained` writes.
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
    /// The folder that contains the model: empty for the artifact's root.
    public let folder: [String]
    /// The first few paths below that folder by which the layout was recognised, sorted.
    public let evidence: [String]

    /// The largest number of paths in `evidence`.
    private static let evidenceLimit = 3

    /// Returns the layout of an artifact, or nil if it is none of these.
    ///
    /// A model may be at the root, in the only folder there, in the only folder of that one, and so on.
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

    /// The evidence of each framework; the first match wins, so the most specific ones come first.
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
    /// The only folder in this one apart from `code`.
    var onlyModelFolder: (name: String, folder: Folder)? {
        let others = folders.filter { $0.key != "code" }
        return others.count == 1 ? others.first.map { ($0.key, $0.value) } : nil
    }

    /// Whether every file at any depth is named as a `.tar.gz` archive.
    var holdsArchivesOnly: Bool {
        files.allSatisfy { ArchiveName.matches($0) } && folders.values.allSatisfy { $0.holdsArchivesOnly }
    }
}
