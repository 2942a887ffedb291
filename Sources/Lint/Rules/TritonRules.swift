internal import Basics

/// Rules about the layout that Triton's image requires of a repository.
///
/// Sources: its script `docker/sagemaker/serve`, and "Model Repository" in Triton's documentation.
extension LintRule {
    static let tritonWithoutModelFolder = LintRule("triton-without-model-folder") { context in
        guard context.isServed(with: .triton), context.listing.root.files.contains("config.pbtxt") else { return [] }
        return [
            context.diagnostic(
                context.severityForContainer,
                on: "config.pbtxt",
                "Triton's container fails with 'Model directory needs to contain the top level folder'",
                fix: "put all files in a folder with the model's name: 'NAME/config.pbtxt', 'NAME/1/model.onnx'"
            )
        ]
    }

    static let tritonWithoutVersion = LintRule("triton-without-version", .wholeListing) { context in
        guard context.isServed(with: .triton) else { return [] }
        return context.modelFolder.sortedFolders
            .filter { $0.folder.files.contains("config.pbtxt") && TritonLayout.versions(of: $0.folder).isEmpty }
            .map { name, _ in
                context.diagnostic(
                    context.severityForContainer,
                    on: context.path(name) + "/",
                    "the model has no version: Triton requires a folder whose name is a number, and would not load the model",
                    fix: "put the model's file in '\(name)/1/'"
                )
            }
    }

    static let tritonSeveralModels = LintRule("triton-several-models", .wholeListing) { context in
        let folders = context.listing.root.sortedFolders
        guard context.isServed(with: .triton), context.layout?.folder.isEmpty == true, folders.count > 1,
            !context.listing.root.files.contains("config.pbtxt")
        else { return [] }
        return [
            context.diagnostic(
                .warning,
                on: folders[0].name + "/",
                others: folders.count - 1,
                "with more than one folder Triton's container fails, unless its environment names the model to start with",
                fix: "set SAGEMAKER_TRITON_DEFAULT_MODEL_NAME in the container's environment, or leave one folder"
            )
        ]
    }
}
