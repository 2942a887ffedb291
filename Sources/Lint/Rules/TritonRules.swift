/// Rules about the layout that Triton's image requires of a repository.
///
/// Sources: its script `docker/sagemaker/serve`, and "Model Repository" in Triton's documentation.
extension LintRule {
    static let tritonWithoutModelFolder = LintRule("triton-without-model-folder") { subject in
        guard subject.isServed(with: .triton), subject.listing.root.files.contains("config.pbtxt") else { return [] }
        return [
            Remark(
                subject.severityForContainer,
                on: "config.pbtxt",
                "Triton's container fails with 'Model directory needs to contain the top level folder'",
                hint: "put all files in a folder with the model's name: 'NAME/config.pbtxt', 'NAME/1/model.onnx'"
            )
        ]
    }

    static let tritonWithoutVersion = LintRule("triton-without-version", .wholeListing) { subject in
        guard subject.isServed(with: .triton) else { return [] }
        return subject.modelFolder.sortedFolders
            .filter { $0.folder.files.contains("config.pbtxt") && TritonLayout.versions(of: $0.folder).isEmpty }
            .map { name, _ in
                Remark(
                    subject.severityForContainer,
                    on: subject.path(name) + "/",
                    "the model has no version: Triton requires a folder whose name is a number, and would not load the model",
                    hint: "put the model's file in '\(name)/1/'"
                )
            }
    }

    static let tritonSeveralModels = LintRule("triton-several-models", .wholeListing) { subject in
        let folders = subject.listing.root.sortedFolders
        guard subject.isServed(with: .triton), subject.layout?.folder.isEmpty == true, folders.count > 1,
            !subject.listing.root.files.contains("config.pbtxt")
        else { return [] }
        return [
            Remark(
                .warning,
                on: folders[0].name + "/",
                others: folders.count - 1,
                "with more than one folder Triton's container fails, unless its environment names the model to start with",
                hint: "set SAGEMAKER_TRITON_DEFAULT_MODEL_NAME in the container's environment, or leave one folder"
            )
        ]
    }
}
