import Foundation
import SystemPackage
import Testing
import TestSupport

/// The quickstart's project in this checkout.
private enum Quickstart {
    static let project = FilePath(#filePath).removingLastComponent().appending("../../Manifests/quickstart")
        .lexicallyNormalized()
    static let context = project.appending("containers/scorer")
    static let model = project.appending("artifacts/minilm")
    static let hasModel = FileManager.default.fileExists(atPath: model.appending("model.safetensors").string)
}

/// The server of the quickstart's container, with its model, outside of the image: what the Dockerfile copies, in the
/// interpreter of the tests, which has the packages of its requirements.txt.
@Suite(
    "Serving of the quickstart",
    .enabled(if: Quickstart.hasModel, "the quickstart's model is missing; run ci/test"),
    .temporaryDirectory,
    .hangLimit
)
struct QuickstartServingTests {
    /// Copies what the Dockerfile copies into the program's directory, and checks that SageMaker's command finds it.
    private func install() throws -> FilePath {
        let dockerfile = try String(contentsOfFile: Quickstart.context.appending("Dockerfile").string, encoding: .utf8)
        let target = "/opt/scorer/"
        let directory = try FileNode.directory([:]).write(to: TemporaryDirectory.path.appending("scorer"))
        for line in dockerfile.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard words.first == "COPY", words.last == target else { continue }
            for name in words.dropFirst().dropLast() {
                let source = Quickstart.context.appending(name).string
                try FileManager.default.copyItem(atPath: source, toPath: directory.appending(name).string)
            }
        }
        #expect(dockerfile.contains("ENV PATH=\"/opt/scorer:${PATH}\""))
        #expect(dockerfile.contains("CMD [\"serve\"]"))
        return directory
    }

    @Test("It answers /ping when the model is loaded, scores sentences, and refuses what is no request")
    func serves() throws {
        let scorer = try install()
        let port = Int.random(in: 20_000...30_000)
        let script = """
            setsid serve 2>log &
            server=$!
            trap 'cat log >&2; kill -KILL -- -$server' EXIT
            ask() { curl -s --max-time 60 -w ' %{http_code}\\n' "$@"; }
            until curl -sf http://127.0.0.1:\(port)/ping >ping; do kill -0 $server; sleep 0.1; done
            ask http://127.0.0.1:\(port)/ping
            ask --data-binary @request http://127.0.0.1:\(port)/invocations
            ask --data-binary '{}' http://127.0.0.1:\(port)/invocations
            ask http://127.0.0.1:\(port)/other
            """
        let request = """
            {"source": "A man is eating food.",
             "candidates": ["A man is eating a piece of bread.", "The girl is carrying a baby."]}
            """
        let directory = try (["request": .file(Array(request.utf8))] as FileNode).write(
            to: TemporaryDirectory.path.appending("work")
        )
        let interpreter = FilePath(Tool.python).removingLastComponent().string
        let path = [scorer.string, interpreter, ProcessInfo.processInfo.environment["PATH"] ?? ""]
        let environment = [
            "PATH": path.filter { !$0.isEmpty }.joined(separator: ":"), "PYTHONDONTWRITEBYTECODE": "1",
            "SCORER_MODEL": Quickstart.model.string, "SCORER_HOST": "127.0.0.1", "SCORER_PORT": "\(port)",
        ]
        let output = try Tool.run("bash", ["-ec", script], environment: environment, in: directory)
        let lines = output.standardOutput.split(separator: "\n").map(String.init)
        try #require(lines.count == 4, "\(output.standardOutput)\(output.standardError)")
        #expect(lines[0] == "{\"status\": \"ready\"} 200")
        #expect(lines[1].hasSuffix(" 200"))
        let scores = try JSONDecoder().decode([String: [Double]].self, from: Data(lines[1].dropLast(4).utf8))["scores"]
        // As the documentation of sentence-transformers has the first of them for this model.
        try #require(scores?.count == 2)
        #expect(abs((scores?[0] ?? 0) - 0.7553) < 0.001)
        #expect((scores?[1] ?? 1) < 0.1)
        #expect(lines[2].hasSuffix(" 400"))
        #expect(lines[3].hasSuffix(" 404"))
    }
}
