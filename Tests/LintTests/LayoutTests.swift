import Basics
import Assets
import Lint
import Testing

/// Layouts recognised from names alone, and the findings of the framework rules about them.
@Suite struct LayoutTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let files: [String]
        let framework: ModelLayout.Framework?
        var folder: [String] = []
        var lines: [String] = []

        var testDescription: String { files.joined(separator: " ") }
    }

    private static let cases = [
        // Hugging Face
        Case(files: ["config.json", "model.safetensors", "tokenizer.json"], framework: .huggingFace),
        Case(files: ["config.json", "pytorch_model.bin", "code/inference.py"], framework: .huggingFace),
        Case(files: ["adapter_config.json", "adapter_model.safetensors"], framework: .huggingFace),
        Case(files: ["model_index.json", "unet/diffusion.safetensors", "vae/x.bin"], framework: .huggingFace),
        Case(
            files: ["config.json", "tf_model.h5", "saved_model/1/saved_model.pb"],
            framework: .huggingFace,
            lines: ["warning no-tokenizer tf_model.h5"]
        ),
        Case(files: ["config.json", "model.safetensors", "preprocessor_config.json"], framework: .huggingFace),
        Case(files: ["config.json", "model.safetensors", "vocab.txt"], framework: .huggingFace),
        Case(
            files: ["minilm/config.json", "minilm/model.safetensors"],
            framework: .huggingFace,
            folder: ["minilm"],
            lines: ["error nested-top-folder minilm/", "warning no-tokenizer minilm/model.safetensors"]
        ),
        Case(
            files: ["opt/ml/model/config.json", "opt/ml/model/model.safetensors", "opt/ml/model/code/inference.py"],
            framework: .huggingFace,
            folder: ["opt", "ml", "model"],
            lines: ["error nested-top-folder opt/"]
        ),
        // With code at the top, the folder may be what it reads.
        Case(
            files: ["m/config.json", "m/model.safetensors", "code/inference.py"],
            framework: .huggingFace,
            folder: ["m"]
        ),
        Case(
            files: ["model.safetensors"],
            framework: .huggingFace,
            lines: ["warning no-config-json model.safetensors"]
        ),
        Case(
            files: ["config.json", "model-00001-of-00002.safetensors"],
            framework: .huggingFace,
            lines: [
                "error missing-shard model-00001-of-00002.safetensors",
                "warning no-tokenizer model-00001-of-00002.safetensors",
            ]
        ),
        Case(
            files: [
                "config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
                "tokenizer.model",
            ],
            framework: .huggingFace
        ),
        // PyTorch
        Case(files: ["model.pth", "code/inference.py"], framework: .pytorch),
        Case(files: ["model.pt"], framework: .pytorch),
        Case(files: ["model.pth"], framework: .pytorch, lines: ["warning no-inference-code model.pth"]),
        Case(
            files: ["model.pth", "inference.py"],
            framework: .pytorch,
            lines: [
                "warning misplaced-code inference.py", "warning no-inference-code model.pth",
            ]
        ),
        Case(
            files: ["model.pth", "code/src/inference.py"],
            framework: .pytorch,
            lines: [
                "warning misplaced-code code/src/inference.py", "warning code-without-python code/",
            ]
        ),
        Case(
            files: ["model.pth", "Code/inference.py"],
            framework: .pytorch,
            lines: [
                "warning misplaced-code Code/inference.py", "warning no-inference-code model.pth",
            ]
        ),
        Case(
            files: ["a.pt", "b.pt", "code/serve.py"],
            framework: .pytorch,
            lines: [
                "warning several-torch-models a.pt (and 1 more)"
            ]
        ),
        Case(files: ["a.pt", "b.pt", "code/inference.py"], framework: .pytorch),
        Case(files: ["a.pt", "model.pt"], framework: .pytorch),
        Case(
            files: ["model/model.pth", "model/code/inference.py"],
            framework: .pytorch,
            folder: ["model"],
            lines: [
                "error nested-top-folder model/"
            ]
        ),
        // TensorFlow Serving
        Case(files: ["1/saved_model.pb", "1/variables/variables.index"], framework: .tensorFlowServing),
        Case(files: ["export/Servo/0001/saved_model.pb", "code/inference.py"], framework: .tensorFlowServing),
        Case(files: ["a/1/saved_model.pb", "b/2/saved_model.pb"], framework: .tensorFlowServing),
        Case(
            files: ["saved_model.pb", "variables/variables.index"],
            framework: .tensorFlowServing,
            lines: [
                "error saved-model-without-version saved_model.pb"
            ]
        ),
        Case(
            files: ["model/saved_model.pb"],
            framework: .tensorFlowServing,
            lines: [
                "error saved-model-without-version model/saved_model.pb"
            ]
        ),
        Case(
            files: ["002/saved_model.pb", "002/code/inference.py"],
            framework: .tensorFlowServing,
            lines: [
                "warning misplaced-code 002/code/inference.py"
            ]
        ),
        // Triton
        Case(files: ["resnet/config.pbtxt", "resnet/1/model.onnx"], framework: .triton),
        Case(files: ["resnet/1/model.plan"], framework: .triton),
        Case(files: ["m/config.pbtxt", "m/1/model.savedmodel/saved_model.pb"], framework: .triton),
        Case(files: ["m/1/model.savedmodel/saved_model.pb"], framework: .triton),
        Case(files: ["m/1/saved_model.pb"], framework: .tensorFlowServing),
        Case(
            files: ["config.pbtxt", "1/model.onnx"],
            framework: .triton,
            lines: [
                "error triton-without-model-folder config.pbtxt"
            ]
        ),
        Case(
            files: ["m/config.pbtxt", "m/model.onnx"],
            framework: .triton,
            lines: ["error triton-without-version m/"]
        ),
        Case(
            files: ["a/config.pbtxt", "a/1/model.pt", "b/config.pbtxt", "b/1/model.py"],
            framework: .triton,
            lines: [
                "warning triton-several-models a/ (and 1 more)"
            ]
        ),
        Case(
            files: ["repo/m/config.pbtxt", "repo/m/1/model.pt"],
            framework: .triton,
            folder: ["repo"],
            lines: [
                "error nested-top-folder repo/"
            ]
        ),
        // scikit-learn and XGBoost
        Case(files: ["model.joblib", "code/inference.py"], framework: .scikitLearn),
        Case(files: ["model.joblib"], framework: .scikitLearn, lines: ["warning no-inference-code model.joblib"]),
        Case(files: ["xgboost-model"], framework: .xgboost),
        Case(files: ["model.ubj"], framework: .xgboost),
        Case(files: ["xgb_model.json", "code/inference.py", "features.txt"], framework: .xgboost),
        Case(
            files: ["xgboost-model", "README.md"],
            framework: .xgboost,
            lines: [
                "warning xgboost-other-files README.md"
            ]
        ),
        Case(files: ["m/model.bst"], framework: .xgboost, folder: ["m"], lines: ["error nested-top-folder m/"]),
        // Several archives, for a model of mode MultiModel
        Case(files: ["models/a.tar.gz", "models/b.tar.gz"], framework: .multiModel),
        Case(files: ["a.tar.gz", "b.tar.gz"], framework: .multiModel),
        Case(files: ["model.tar.gz"], framework: .multiModel, lines: ["warning archive-inside model.tar.gz"]),
        Case(files: ["a.tgz", "B.TAR.GZ"], framework: .multiModel),
        // None of these
        Case(files: ["config.json", "model.bin"], framework: nil),
        Case(files: ["vocabulary.txt"], framework: nil),
        Case(files: ["weights/a.bin"], framework: nil, lines: ["warning nested-top-folder weights/"]),
        Case(files: ["a/x", "b/y"], framework: nil),
        Case(files: ["code/inference.py"], framework: nil),
        Case(files: ["a.bin", "code/requirements.txt"], framework: nil, lines: ["warning code-without-python code/"]),
        // macOS metadata is no file at the top.
        Case(
            files: ["._m", "m/config.json", "m/model.safetensors"],
            framework: .huggingFace,
            folder: ["m"],
            lines: [
                "error nested-top-folder m/", "warning mac-metadata ._m", "warning no-tokenizer m/model.safetensors",
            ]
        ),
    ]

    @Test(arguments: cases) func layoutsAreRecognisedAndChecked(_ item: Case) {
        let report = LintReport(Listing.of(item.files))
        #expect(report.layout?.framework == item.framework)
        #expect(report.layout.map { $0.folder == item.folder && !$0.evidence.isEmpty } != false)
        #expect(Set(report.lines) == Set(item.lines), "\(report.lines)")
    }

    @Test(arguments: cases) func customImagesTurnErrorsIntoWarnings(_ item: Case) {
        let report = LintReport(Listing.of(item.files), use: ArtifactUse(isForCustomImage: true))
        // No image can load incomplete weights.
        #expect(report.errors.allSatisfy { $0.code == "missing-shard" })
        #expect(Set(report.diagnostics.map(\.code)) == Set(LintReport(Listing.of(item.files)).diagnostics.map(\.code)))
    }

    @Test(arguments: cases) func theOrderOfNamesChangesNothing(_ item: Case) {
        #expect(Set(LintReport(Listing.of(item.files.reversed())).lines) == Set(item.lines))
        #expect(
            ModelLayout.recognize(Listing.of(item.files.reversed())) == ModelLayout.recognize(Listing.of(item.files))
        )
    }
}

/// The rules of `S3Prefix`, which apply to the format `prefix` only.
@Suite struct PrefixRuleTests {
    private static let cases: [(name: String, line: String?)] = [
        ("a/ /b", "error blank-name"), ("a/b c", nil),
        (String(repeating: "a/", count: 511) + "xx", nil),
        (String(repeating: "a/", count: 512) + "x", "error long-key"),
    ]

    @Test(arguments: cases) func namesMustBeValidKeys(name: String, line: String?) {
        let report = LintReport(Listing.of(["x", name], format: .prefix))
        #expect(report.lines == [line.map { "\($0) \(name)" }].compactMap { $0 })
        #expect(LintReport(Listing.of(["x", name])).lines == [])
    }

    @Test func emptyFoldersAreReported() {
        let members = [
            TreeEntry(path: "a", kind: .directory), TreeEntry(path: "b", kind: .file(size: 1, isExecutable: false)),
        ]
        #expect(LintReport(ArtifactListing(members, format: .prefix)).lines == ["warning empty-folder a"])
        #expect(LintReport(ArtifactListing(members, format: .bundle)).lines == [])
    }

    @Test func archivesAreAllowed() {
        #expect(LintReport(Listing.of(["model.tar.gz"], format: .prefix)).lines == [])
    }
}

enum Listing {
    /// Lists a directory of files of 1,000 bytes.
    static func of(_ files: some Sequence<String>, format: PublicationFormat = .bundle) -> ArtifactListing {
        ArtifactListing(files.map { TreeEntry(path: $0, kind: .file(size: 1000, isExecutable: false)) }, format: format)
    }
}
