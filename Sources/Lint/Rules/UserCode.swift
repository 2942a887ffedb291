internal import Basics

/// Rules about the user's code: the inference toolkits import it from `/opt/ml/model/code` only (`environment.code_dir`),
/// and use their own handlers if there is none.
extension LintRule {
    static let misplacedCode = LintRule("misplaced-code", .wholeListing) { context in
        let root = context.listing.root
        // Triton does not run it: its Python backend has files of its own.
        guard !root.hasInferenceCode, !context.isServed(with: .triton) else { return [] }
        // In a nested folder everything is misplaced, which another rule reports.
        let isNested = context.layout?.folder.isEmpty == false
        let path = root.paths { $0 == "inference.py" }.first
        guard let path, !isNested else { return [] }
        let message =
            "the containers look for 'code/inference.py' only: they would ignore this file and its requirements"
        let fix = "move it, with its 'requirements.txt', to the folder 'code' at the top"
        return [context.diagnostic(.warning, on: path.joined(separator: "/"), message, fix: fix)]
    }

    static let codeWithoutPython = LintRule("code-without-python", .wholeListing) { context in
        guard let code = context.listing.root.folders["code"], !code.files.contains(where: { $0.hasExtension(".py") })
        else { return [] }
        let message = "no Python file is directly in 'code': the containers would use their own handlers"
        return [
            context.diagnostic(.warning, on: "code/", message, fix: "add 'code/inference.py', or remove the folder")
        ]
    }

    static let requirementsWithoutNetwork = LintRule("requirements-without-network") { context in
        guard context.use.hasNoNetwork, context.listing.root.folders["code"]?.files.contains("requirements.txt") == true
        else { return [] }
        return [
            context.diagnostic(
                .warning,
                on: "code/requirements.txt",
                "the container installs it when it starts, and the model has no network: the endpoint would fail",
                fix: "install the packages in an image of your own, or remove 'networkIsolation' from the model"
            )
        ]
    }

    static let noInferenceCode = LintRule("no-inference-code", .wholeListing) { context in
        guard let layout = context.layout, layout.folder.isEmpty, context.listing.root.folders["code"] == nil else {
            return []
        }
        let message: String
        switch layout.framework {
        case .scikitLearn:
            message = "SageMaker's scikit-learn container has no handler of its own: it would fail without a 'model_fn'"
        case .pytorch where !layout.evidence.contains("model.pt"):
            message =
                "SageMaker's PyTorch container would load it with 'torch.jit.load', which takes TorchScript and nothing else"
        default: return []
        }
        return [
            context.diagnostic(
                .warning,
                on: layout.evidence[0],
                message,
                fix: "add 'code/inference.py' with a function 'model_fn'"
            )
        ]
    }
}
