/// Weights for the PyTorch container.
///
/// Without the user's own code, its handler loads `model.pt`, or the only `.pt` or `.pth` file, with `torch.jit.load`
/// (`default_pytorch_inference_handler.py`).
enum PyTorchLayout {
    static func evidence(_ folder: Folder) -> [String] {
        folder.files.filter { isWeights($0) || $0.hasExtension(".mar") }.sorted()
    }

    static func isWeights(_ file: String) -> Bool { file.hasExtension(".pt", ".pth") }
}
