internal import Assets
internal import Images
internal import Staging

/// The text of a Dockerfile directory, as far as it tells what a container serves.
struct ContextText: Sendable {
    /// The size limit of a file that is read; sources are smaller.
    private static let fileByteLimit: Int64 = 1 << 20
    /// The number of files that are read at most.
    private static let fileLimit = 2_000
    /// Texts that the sources of servers for SageMaker have: the route, or a toolkit that answers it.
    private static let evidence = [
        "/ping", "multi-model-server", "multi_model_server", "sagemaker_inference", "sagemaker-inference",
        "torchserve", "ts.context", "tritonserver", "mlflow", "serving_base", "vllm", "djl", "bentoml", "litserve",
    ]

    private let names: Set<String>
    /// Whether a file has the route, or whether that is not known, because there are too many files.
    let answersPing: Bool

    /// Reads the files.
    init(_ tree: FileTree) throws {
        let files = tree.entries.indices.filter { index in
            let entry = tree.entries[index]
            return entry.isFile && (1...Self.fileByteLimit).contains(entry.byteCount)
        }
        names = Set(files.compactMap { tree.entries[$0].path.split(separator: "/").last.map(String.init) })
        guard files.count <= Self.fileLimit else {
            answersPing = true
            return
        }
        answersPing = try files.contains { index in
            try Task.checkCancellation()
            let bytes = try tree.read(index, 0..<tree.entries[index].byteCount)
            let text = String(decoding: bytes, as: UTF8.self)
            return Self.evidence.contains { text.utf8Contains($0) }
        }
    }

    /// Whether the program that a container runs is a file of the directory.
    func hasProgram(of configuration: ImageConfiguration) -> Bool {
        let words = configuration.entrypoint.isEmpty ? ["serve"] : configuration.entrypoint
        return words.contains { word in
            word.split(separator: "/").last.map { names.contains(String($0)) } ?? false
        }
    }
}

extension String {
    /// Whether the bytes of another text occur.
    fileprivate func utf8Contains(_ other: String) -> Bool {
        let (bytes, wanted) = (Array(utf8), Array(other.utf8))
        guard let first = wanted.first, bytes.count >= wanted.count else { return false }
        return (0...(bytes.count - wanted.count)).contains { start in
            bytes[start] == first && bytes[start..<start + wanted.count].elementsEqual(wanted)
        }
    }
}
