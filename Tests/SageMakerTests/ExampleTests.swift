import Assets
import Basics
import Foundation
import Manifests
import SageMaker
import SystemPackage
import Testing
import TestSupport

/// The examples are valid manifests, and their templates pass CloudFormation's linter.
@Suite(.temporaryDirectory) struct ExampleTests {
    private static let linter =
        "import sys; from cfnlint.runner import main; sys.argv[0] = 'cfn-lint'; sys.exit(main())"

    private static let hasLinter = (try? Tool.run(Tool.python, ["-c", "import cfnlint"]).status) == 0

    @Test(arguments: Example.allCases)
    func exampleIsValid(example: Example) throws {
        let project = try example.project()
        #expect(!project.models.isEmpty || !project.endpoints.isEmpty)
        #expect(project.diagnostics == [])
        let isStaged = [.containerImages, .tagsAndEncryption].contains(example)
        #expect(project.destinations.map(\.name) == (isStaged ? ["local", "staging"] : ["local"]))
    }

    @Test(arguments: Example.allCases)
    func assetsOfAnExampleExist(example: Example) throws {
        for asset in try example.project().assets where asset.source.path != "artifacts/minilm" {
            let path = example.manifest.removingLastComponent().appending(asset.source.path)
            #expect(throws: Never.self) { try FileDescriptor.open(path, .readOnly).close() }
        }
    }

    @Test func readmeListsEveryExample() throws {
        let folder = Example.folder.appending("examples")
        let found = try FileManager.default.contentsOfDirectory(atPath: folder.string).filter { !$0.hasPrefix(".") }
        #expect(found.sorted() == Example.allCases.dropFirst().map { String($0.rawValue.dropFirst(9)) }.sorted())
        let readme = try read(Example.folder.appending("README.md"))
        for example in Example.allCases { #expect(readme.contains("| `\(example.rawValue)` |")) }
    }

    @Test func examplesHaveTheExpectedAssets() throws {
        let examples: [Example] = [
            .quickstart, .singleContainer, .inferencePipeline, .containerImages, .modelArtifacts, .endpointConfig,
        ]
        let keys = try examples.map { try $0.project().assets.map(\.key.description) }
        #expect(
            keys == [
                ["artifacts/minilm", "containers/scorer"],
                ["artifacts/greeter", "containers/greeter"],
                ["artifacts/predict", "artifacts/preprocess", "containers/predict"],
                [
                    "containers/greeter",
                    "containers/greeter (buildArg.BASE=python:3.11-bookworm, builder=buildah, file=Dockerfile.gpu, "
                        + "platform=linux/amd64, target=runtime, secret.index=env:PIP_INDEX_URL)",
                ],
                [
                    "artifacts/greeter", "artifacts/greeter (compression=none)", "artifacts/greeter (exclude=*.md)",
                    "artifacts/model.tar.gz",
                ],
                ["artifacts/a", "artifacts/b", "containers/greeter"],
            ]
        )
    }

    /// All templates in one run: the linter takes seconds to start.
    @Test(.enabled(if: hasLinter, "cfn-lint is not installed; run ci/setup"))
    func templatesPassTheLinter() throws {
        var files: [String] = []
        for example in Example.allCases {
            let project = try example.project()
            for (index, destination) in ([.local, try .staging()] + project.destinations).enumerated() {
                let name = example.rawValue.replacing("/", with: "-") + "-\(index).json"
                let file = TemporaryDirectory.path.appending(name)
                try TemporaryFile.write(try project.template(for: destination).text, to: file)
                files.append(file.string)
            }
        }
        // Including informational checks.
        let output = try Tool.run(Tool.python, ["-c", Self.linter, "--include-checks", "I", "--"] + files)
        #expect(output.standardOutput == "")
        #expect(output.standardError == "")
        #expect(output.status == 0)
    }
}
