import Assets
import Foundation
import Images
import SystemPackage
import Testing
import TestSupport

@Suite("Choice of a builder", .temporaryDirectory)
struct BuilderChoiceTests {
    @Test("Without a builder, the error has the reason for each")
    func none() async throws {
        let fake = try FakeBuilder()
            .add("docker", "echo 'Cannot connect to the Docker daemon' >&2; exit 1")
            .add("buildah", "exit 125")
        let error = await #expect(throws: ImageError.self) {
            try await BuilderChoice(environment: fake.environment(), width: 1).builder()
        }
        let expected = [
            UnusableBuilder(name: "docker", reason: "Cannot connect to the Docker daemon"),
            UnusableBuilder(name: "podman", reason: "it is not in PATH"),
            UnusableBuilder(name: "buildah", reason: "exit status 125"),
        ]
        guard case .noBuilder(let builders)? = error else {
            Issue.record("\(error as Any)")
            return
        }
        #expect(builders.prefix(3) == expected[...])
        #expect(builders.count == BuilderName.allCases.count)
        #expect(error?.hint?.contains("image-build") == true)
    }

    @Test("The first builder that works is taken, another one on demand, the variable's above all")
    func order() async throws {
        let fake = try FakeBuilder().add("docker", "exit 1").add("podman", "").add("buildah", "").add("finch", "")
        var environment = fake.environment()
        #expect(try await BuilderChoice(environment: environment, width: 1).builder().name == "podman")
        #expect(try await BuilderChoice(environment: environment, width: 1).builder(named: .finch).name == "finch")
        environment["SAGEASSETS_BUILDER"] = "\(fake.directory)/bin/buildah"
        #expect(try await BuilderChoice(environment: environment, width: 1).builder(named: .finch).name == "buildah")
    }

    @Test("A builder that was asked for and does not work is an error, whatever others there are")
    func unusable() async throws {
        let fake = try FakeBuilder().add("docker", "exit 3").add("podman", "")
        let expected = ImageError.unusableBuilder(UnusableBuilder(name: "docker", reason: "exit status 3"))
        await #expect(throws: expected) {
            try await BuilderChoice(environment: fake.environment(), width: 1).builder(named: .docker)
        }
        let environment = fake.environment().merging(["SAGEASSETS_BUILDER": "kaniko"]) { $1 }
        await #expect(throws: ImageError.unknownBuilder("kaniko")) {
            try await BuilderChoice(environment: environment, width: 1).builder()
        }
    }

    @Test("Each builder is asked once, whether for the first one or by its name")
    func isAskedOnce() async throws {
        let fake = try FakeBuilder().add("docker", "exit 1").add("podman", "")
        let choice = BuilderChoice(environment: fake.environment(), width: 1)
        for name in [nil, .podman, nil] as [BuilderName?] {
            #expect(try await choice.builder(named: name).name == "podman")
        }
        #expect(try fake.runs().count { $0 == ["info"] } == 1)
    }

    @Test("podman under docker's name is said to be that")
    func podmanAsDocker() async throws {
        let fake = try FakeBuilder().add("docker", "echo 'Emulate Docker CLI using podman.'; echo 4.3.1 4.3.1")
        let error = await #expect(throws: ImageError.self) {
            try await BuilderChoice(environment: fake.environment(), width: 1).builder(named: .docker)
        }
        #expect(error?.message.contains("podman under another name") == true)
    }
}
