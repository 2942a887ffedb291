import Foundation
import Glibc
import SystemPackage
import Testing
import TestSupport

/// Images of Dockerfile directories in local stores: built by buildah, found again, and referenced by digest.
@Suite(
    .temporaryDirectory,
    .serialized,
    .enabled(if: Program.path != nil, Program.absence),
    .enabled(if: ImageProject.hasBuilder, ImageProject.absence),
    .hangLimit
)
struct ImagePublishTests {
    private static let two = "destinations: { a: { store: .sageassets/a }, b: { store: .sageassets/b } }\n"

    @Test func imageIsBuiltAndThenFoundWithoutABuilder() async throws {
        let project = try ImageProject()
        let planned = try await project.publish("--dry-run")
        let plan = try #require(planned.report.plan?.first { $0.asset == ImageProject.asset })
        #expect(plan.image?.action == "build")
        #expect(plan.image?.builder == "buildah")
        #expect(try project.reference() == nil)

        let first = try await project.publish()
        #expect(first.status == 0, "\(first.standardError)")
        #expect(first.builtCount == 1, "\(first.standardError)")
        let reference = try #require(try project.reference())
        let image = try #require(reference.image)
        #expect(image.uri == ".sageassets/store/images@\(image.digest)")
        try expectReadableLayout(".sageassets/store/images", of: project, reference)
        // Nothing of the build is left behind.
        #expect(try project.remnants == [])

        let text = TestProject(directory: project.directory).references
        let second = try await project.withoutPrograms().publish()
        #expect(second.status == 0, "\(second.standardError)")
        #expect(second.builtCount == 0)
        #expect(second.found == ["artifacts/weights", ImageProject.asset])
        #expect(second.report.stats?["bytesSent"] == 0)
        #expect(TestProject(directory: project.directory).references == text)
    }

    /// skopeo reads the image by its tag; the manifest that the reference names is Docker's, of the same blobs.
    private func expectReadableLayout(
        _ path: String,
        of project: ImageProject,
        _ reference: ImageProject.Reference
    ) throws {
        let layout = project.directory.appending(path)
        let inspected = try Tool.run("skopeo", ["inspect", "oci:\(layout):\(reference.address)"])
        #expect(inspected.status == 0, "\(inspected.standardError)")
        #expect(inspected.standardOutput.contains("\"Architecture\": \"amd64\""), "\(inspected.standardOutput)")
        let hexadecimal = try #require(reference.image?.digest.split(separator: ":").last.map(String.init))
        let manifest = layout.appending("blobs/sha256").appending(hexadecimal)
        let sum = try Tool.run("sha256sum", [manifest.string]).standardOutput
        #expect(sum.hasPrefix(hexadecimal))
        let text = try String(contentsOfFile: manifest.string, encoding: .utf8)
        #expect(text.contains("application/vnd.docker.distribution.manifest.v2+json"))
    }

    @Test func checkoutsWithOtherTimesAndModesMakeOneImage() async throws {
        var references: [ImageProject.Reference] = []
        for (number, mode) in ["u=rwX,go=rX", "u=rwX,go="].enumerated() {
            let project = try ImageProject("checkout-\(number)")
            let script = "chmod -R \(mode) . && find . -exec touch -h -d @\(number * 77777) {} +"
            let changed = try Tool.run("sh", ["-c", script], in: project.directory.appending("containers"))
            try #require(changed.status == 0, "\(changed.standardError)")
            let published = try await project.publish()
            #expect(published.status == 0, "\(published.standardError)")
            #expect(published.builtCount == 1)
            references.append(try #require(try project.reference()))
        }
        #expect(Set(references.map(\.address)).count == 1)
        #expect(Set(references.map(\.image)).count == 1)
    }

    @Test func imageOfTwoDestinationsIsBuiltOnce() async throws {
        let project = try ImageProject(destinations: Self.two)
        let published = try await project.publish()
        #expect(published.status == 0, "\(published.standardError)")
        #expect(published.builtCount == 1, "\(published.standardError)")
        let digests = try ["a", "b"].map { try project.reference(at: $0)?.image?.digest }
        #expect(digests[0] != nil)
        #expect(digests[0] == digests[1])
    }

    @Test func destinationThatIsAddedGetsTheImageOfAnother() async throws {
        let project = try ImageProject(destinations: "destinations: { a: { store: .sageassets/a } }\n")
        #expect(try await project.publish().status == 0)
        try project.writeManifest(destinations: Self.two)
        let other = try project.withoutPrograms()
        let plan = try await other.publish("--dry-run").report.plan?.first { item in
            item.asset == ImageProject.asset && item.destination == "b"
        }
        #expect(plan?.image?.action == "push")
        #expect(plan?.image?.source == "a")
        let published = try await other.publish()
        #expect(published.status == 0, "\(published.standardError)")
        #expect(published.builtCount == 0)
        let references = try ["a", "b"].map { try #require(try project.reference(at: $0)) }
        #expect(references[0].image?.digest == references[1].image?.digest)
        try expectReadableLayout(".sageassets/b/images", of: project, references[1])
    }

    @Test func requiredImageMustBeThere() async throws {
        let project = try ImageProject()
        let refused = try await project.publish("--images", "require")
        #expect(refused.status == 1)
        #expect(refused.errorCodes == ["image-missing"])
        #expect(try project.referencedAssets() == ["artifacts/weights"])
        #expect(try await project.publish().status == 0)
        let accepted = try await project.withoutPrograms().publish("--images", "require")
        #expect(accepted.status == 0, "\(accepted.standardError)")
    }

    @Test func withoutABuilderTheReasonsAreNamed() async throws {
        let project = try ImageProject().withoutPrograms()
        let published = try await project.publish()
        #expect(published.status == 1)
        #expect(published.errorCodes == ["no-image-builder"])
        for builder in ["docker", "podman", "buildah"] {
            #expect(published.standardError.contains("\(builder): "), "\(published.standardError)")
        }
        #expect(try project.referencedAssets() == ["artifacts/weights"])
        #expect(try await project.publish("--images", "context").status == 0)
        #expect(try project.reference()?.image == nil)
        #expect(try project.reference() != nil)
    }

    @Test func failedStepIsNamedAndNothingIsReferenced() async throws {
        let steps = "RUN echo all is well\nRUN echo the last words && exit 3\n"
        let project = try ImageProject(steps: steps)
        let published = try await project.publish()
        #expect(published.status == 1)
        #expect(published.errorCodes == ["image-build-failed"])
        #expect(published.standardError.contains("Dockerfile:7"), "\(published.standardError)")
        #expect(published.standardError.contains("the last words"), "\(published.standardError)")
        #expect(try project.referencedAssets() == ["artifacts/weights"])
        #expect(published.sent.contains("artifacts/weights"))
        #expect(try project.remnants == [])
    }

    @Test func imageForAnotherPlatformIsRefused() async throws {
        var project = try ImageProject()
        let program = try Tool.run("sh", ["-c", "command -v buildah"]).standardOutput.split(separator: "\n").first
        let buildah = try #require(program)
        let wrapper = TemporaryDirectory.path.appending("wrapper/buildah")
        let script = """
            #!/bin/sh
            for each; do
                shift
                case $each in --platform=*) each=--platform=linux/arm64 ;; esac
                set -- "$@" "$each"
            done
            exec \(buildah) "$@"

            """
        try FileNode.executable(script).write(to: wrapper)
        project.environment["SAGEASSETS_BUILDER"] = wrapper.string
        let published = try await project.publish()
        #expect(published.status == 5, "\(published.standardError)")
        #expect(published.errorCodes == ["wrong-platform"])
        #expect(published.standardError.contains("linux/arm64"), "\(published.standardError)")
        #expect(try project.referencedAssets() == ["artifacts/weights"])
    }

    @Test func secretIsUsedAndIsNowhere() async throws {
        let secret = "s3cr3t-value-of-a-token-0123456789"
        let steps = """
            RUN --mount=type=secret,id=token cat /run/secrets/token
            RUN --mount=type=secret,id=token test "$(wc -c </run/secrets/token)" = \(secret.utf8.count)

            """
        let project = try ImageProject(options: ", secrets: { token: { env: SAMPLE_TOKEN } }", steps: steps)
        let published = try await project.publish("--verbose", environment: ["SAMPLE_TOKEN": secret])
        #expect(published.status == 0, "\(published.standardError)")
        #expect(published.standardError.contains("***"), "the step prints the secret")
        #expect(!published.standardError.contains(secret))
        #expect(!published.standardOutput.contains(secret))
        #expect(try project.reference()?.image != nil)
        let found = try Tool.run("grep", ["-rlF", secret, TemporaryDirectory.path.string])
        #expect(found.standardOutput == "")
        // Without the variable nothing has changed: the image is there, and is found by its address.
        #expect(try await project.withoutPrograms().publish().status == 0)
    }

    /// The builder runs a step until the signal comes.
    private func startedToBuild(_ project: ImageProject, marker: String) async throws -> RunningProgram {
        let program = try project.start()
        for _ in 0..<1000 where program.isRunning && !Self.isRunning("sleep \(marker)") {
            try await Task.sleep(for: .milliseconds(20))
        }
        try #require(Self.isRunning("sleep \(marker)"))
        return program
    }

    private static func isRunning(_ command: String) -> Bool { !CommandLines.processes(beginningWith: command).isEmpty }

    /// Takes the step that never ends out of the Dockerfile.
    private func mend(_ project: ImageProject) throws {
        let file = project.directory.appending("containers/scorer/Dockerfile")
        try FileNode.file(Array(ImageProject.base.utf8)).write(to: file)
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(CInt, Int32)])
    func interruptedBuildLeavesNothing(signal: CInt, status: Int32) async throws {
        let marker = "31\(UInt32.random(in: 100_000...999_999))"
        let project = try ImageProject(steps: "RUN sleep \(marker)\n")
        let program = try await startedToBuild(project, marker: marker)
        program.signal(signal)
        let output = try await program.end()
        #expect(output.status == status, "\(output.standardError)")
        for _ in 0..<250 where Self.isRunning("sleep \(marker)") { try await Task.sleep(for: .milliseconds(20)) }
        #expect(!Self.isRunning("sleep \(marker)"))
        #expect(TestProject(directory: project.directory).references == nil)
        #expect(try project.remnants == [])
        try mend(project)
        let again = try await project.publish()
        #expect(again.status == 0, "\(again.standardError)")
        #expect(try project.reference()?.image != nil)
    }

    @Test func interruptionDoesNotWaitForABuilderThatDoesNotAnswer() async throws {
        var project = try ImageProject()
        let marker = TemporaryDirectory.path.appending("asked")
        let builder = TemporaryDirectory.path.appending("silent/buildah")
        try FileNode.executable("#!/bin/sh\ntouch \(marker)\nexec sleep 600\n").write(to: builder)
        project.environment["SAGEASSETS_BUILDER"] = builder.string
        let program = try project.start()
        while program.isRunning, !FileManager.default.fileExists(atPath: marker.string) {
            try await Task.sleep(for: .milliseconds(20))
        }
        let start = ContinuousClock.now
        program.signal(SIGINT)
        #expect(try await program.end().status == 130)
        #expect(start.duration(to: .now) < .seconds(20), "a builder has 60 seconds to answer")
    }

    /// Nobody is told of SIGKILL: the builder goes on until it ends by itself, and the next run removes what is left.
    @Test func killedBuildLeavesNoReference() async throws {
        let marker = "31\(UInt32.random(in: 100_000...999_999))"
        let project = try ImageProject(steps: "RUN sleep \(marker)\n")
        let program = try await startedToBuild(project, marker: marker)
        program.signal(SIGKILL)
        #expect(try await program.end().status == -SIGKILL)
        #expect(TestProject(directory: project.directory).references == nil)
        #expect(try project.remnants.count == 1)
        for process in CommandLines.processes(beginningWith: "sleep \(marker)") { kill(process, SIGKILL) }
        try mend(project)
        let again = try await project.publish()
        #expect(again.status == 0, "\(again.standardError)")
        #expect(try project.reference()?.image != nil)
        #expect(try project.remnants == [])
    }

    @Test func templateNamesTheImageOfALocalStoreByItsDigest() async throws {
        let project = try ImageProject()
        #expect(try await project.publish().status == 0)
        let digest = try #require(try project.reference()?.image?.digest)
        let template = try await project.run("synth")
        #expect(template.status == 0, "\(template.standardError)")
        #expect(template.standardOutput.contains("@\(digest)"), "\(template.standardOutput)")
        #expect(!template.standardError.contains("never built"), "\(template.standardError)")
    }
}
