internal import Assets
internal import Images
internal import Staging

/// The text of a Dockerfile directory, as far as it tells what a container serves.
struct ContextText: Sendable {
    /// The size limit of a file that is read; sources are smaller.
    private static let fileByteLimit: Int64 = 1 << 20
    /// The number of files that are read at most.
    private static let fileLimit = 2_000
    /// The number of bytes that are read at most.
    private static let byteLimit: Int64 = 64 << 20
    /// Texts that the sources of servers for SageMaker have: the route, or a toolkit that answers it.
    private static let evidence = TextSearch([
        "/ping", "multi-model-server", "multi_model_server", "sagemaker_inference", "sagemaker-inference",
        "torchserve", "ts.context", "tritonserver", "mlflow", "serving_base", "vllm", "djl", "bentoml", "litserve",
    ])

    private let tree: FileTree
    /// The indices of the files that may be sources.
    private let files: [Int]

    /// Describes the text; nothing is read yet.
    init(_ tree: FileTree) {
        self.tree = tree
        files = tree.entries.indices.filter { index in
            let entry = tree.entries[index]
            return entry.isFile && (1...Self.fileByteLimit).contains(entry.byteCount)
        }
    }

    /// Whether the program that a container runs is a file of the directory.
    func hasProgram(of configuration: ImageConfiguration) -> Bool {
        let words = configuration.entrypoint.isEmpty ? ["serve"] : configuration.entrypoint
        let programs = Set(words.compactMap { $0.split(separator: "/").last })
        return files.contains { index in
            tree.entries[index].path.split(separator: "/").last.map { programs.contains($0) } ?? false
        }
    }

    /// Whether a file has the route, or whether that is not known, because there is too much text.
    func answersPing() throws -> Bool {
        let byteCount = files.reduce(0) { $0 + tree.entries[$1].byteCount }
        guard files.count <= Self.fileLimit, byteCount <= Self.byteLimit else { return true }
        return try files.contains { index in
            try Task.checkCancellation()
            return Self.evidence.isIn(try tree.read(index, 0..<tree.entries[index].byteCount))
        }
    }
}

/// A search for several texts at once.
private struct TextSearch: Sendable {
    /// The bytes of the texts, at the index of their first byte.
    private var texts: [[[UInt8]]] = Array(repeating: [], count: 256)

    init(_ texts: [String]) {
        for bytes in texts.map({ Array($0.utf8) }) {
            if let first = bytes.first { self.texts[Int(first)].append(bytes) }
        }
    }

    /// Whether one of the texts occurs.
    func isIn(_ bytes: [UInt8]) -> Bool {
        bytes.indices.contains { start in
            texts[Int(bytes[start])].contains { bytes[start...].starts(with: $0) }
        }
    }
}
