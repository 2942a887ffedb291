import Foundation
import SystemPackage
import Testing
import TestSupport

/// Paths of the manifest at which no asset is: they are reported with their lines, before anything is sent.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct MissingAssetTests {
    private static let manifest = """
        version: 1
        models:
          Model:
            containers:
              - image: { fromAsset: Containers/scorer }
                modelData: { fromAsset: artifacts/weigths }
              - image: { fromAsset: { directory: containers/scorer, file: dockerfile } }
                modelData:
                  fromAsset:
                    path: nothing/like/it
              - image: { fromAsset: artifacts/model.tar.gz }
                modelData: { fromAsset: artifacts/copy }

        """
    private static let errors = [
        "sageassets.yaml:5:18: models.Model.containers[0].image.fromAsset: no file or directory at "
            + "'Containers/scorer'; did you mean 'containers/scorer'? case and accents of names count",
        "sageassets.yaml:6:22: models.Model.containers[0].modelData.fromAsset: no file or directory at "
            + "'artifacts/weigths'; did you mean 'artifacts/weights'?",
        "sageassets.yaml:7:31: models.Model.containers[1].image.fromAsset.directory: no Dockerfile at "
            + "'containers/scorer/dockerfile'; did you mean 'file: Dockerfile'?",
        "sageassets.yaml:10:13: models.Model.containers[1].modelData.fromAsset.path: no file or directory at "
            + "'nothing/like/it'; check the path, which is relative to the manifest's directory",
        "sageassets.yaml:11:18: models.Model.containers[2].image.fromAsset: 'artifacts/model.tar.gz' is not a "
            + "directory; name the directory that holds the Dockerfile",
    ]

    private func write() throws -> TestProject {
        let project = try TestProject.write(weights: 1000)
        try FileNode.file(Array(Self.manifest.utf8)).write(to: project.directory.appending("sageassets.yaml"))
        return project
    }

    @Test(arguments: [["publish"], ["publish", "--dry-run"]])
    func allAreReportedAndNothingIsSent(arguments: [String]) async throws {
        let project = try write()
        let output = try await Program.run(arguments, in: project.directory)
        #expect(output.status == 5)
        let lines = output.standardError.split(separator: "\n").map { $0.drop { $0 == " " } }
        #expect(lines.first == "error: 5 errors in sageassets.yaml")
        #expect(lines.dropFirst().map(String.init) == Self.errors)
        #expect(project.storedNames == [])
        #expect(project.references == nil)
    }

    @Test(arguments: [String(repeating: "a", count: 300), String(repeating: "a/", count: 3000) + "a"])
    func pathsThatNoFileCanHaveAreMissing(path: String) async throws {
        let project = try write()
        let manifest = Self.manifest.replacing("artifacts/weigths", with: path)
        try FileNode.file(Array(manifest.utf8)).write(to: project.directory.appending("sageassets.yaml"))
        let output = try await Program.run(["publish"], in: project.directory)
        #expect(output.status == 5)
        #expect(
            output.standardError.contains("sageassets.yaml:6:22: models.Model.containers[0].modelData.fromAsset: no ")
        )
        #expect(output.standardError.count < 3000)
    }

    @Test func otherAssetsHaveTheirAddresses() async throws {
        let project = try write()
        let output = try await Program.run(["fingerprint"], in: project.directory)
        #expect(output.status == 5)
        #expect(output.standardOutput.split(separator: "\n").map { $0.suffix(16) } == ["  artifacts/copy"])
        #expect(output.standardError.contains("did you mean 'artifacts/weights'?"))
    }
}
