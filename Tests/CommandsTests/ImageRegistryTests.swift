import Foundation
import Glibc
import HTTP
import Registry
import SystemPackage
import Testing
import TestSupport

/// Images of destinations in buckets, which go to registries other than Amazon ECR.
@Suite(
    .temporaryDirectory,
    .serialized,
    .enabled(if: Program.path != nil, Program.absence),
    .enabled(if: ImageProject.hasBuilder, ImageProject.absence),
    .enabled(if: TestRegistry.plain != nil, TestRegistry.absence),
    .enabled(if: !S3Server.present("ministack").isEmpty, S3Server.absence),
    .hangLimit
)
struct ImageRegistryTests {
    private static let docker = "application/vnd.docker.distribution.manifest.v2+json"

    /// A project whose destination is in the bucket of the tests.
    ///
    /// - Parameters:
    ///   - repository: The repository's name; nil for none.
    ///   - host: The registry's host and port.
    private func makeProject(repository: String?, host: String, registry: TestRegistry) async throws -> ImageProject {
        let server = try #require(S3Server.present("ministack").first)
        let prefix = try await server.makePrefix()
        let images = repository.map { ", repository: \($0), registry: \"\(host)\"" } ?? ""
        var project = try ImageProject(
            destinations: """
                destinations:
                  test: { bucket: \(S3Server.bucket), prefix: \(prefix), region: us-east-1\(images) }

                """
        )
        project.environment.merge(server.environment) { $1 }
        project.environment["AWS_ENDPOINT_URL_S3"] = server.endpoint
        project.environment["SAGEASSETS_REGISTRY_AUTH"] = registry.dockerConfiguration
        project.environment["AWS_CA_BUNDLE"] = registry.certificate?.string
        return project
    }

    /// The requests of a publish beside those for objects.
    private func imageRequests(_ project: ImageProject) async throws -> Int {
        let all = try #require(try await project.publish().report.stats?["requests"])
        return all - (try #require(try await project.publish("--images", "context").report.stats?["requests"]))
    }

    @Test(arguments: TestRegistry.present)
    func imageIsPushedAndFound(registry: TestRegistry) async throws {
        let name = TestRegistry.newName()
        let project = try await makeProject(repository: name, host: registry.host, registry: registry)
        let context = try await project.publish("--images", "context")
        #expect(context.status == 0, "\(context.standardError)")
        let address = try #require(try project.reference(at: "test")?.address)
        #expect(try SkopeoManifest("\(name):\(address)", in: registry) == nil)
        let refused = try await project.publish("--images", "require")
        #expect(refused.status == 1)
        #expect(refused.errorCodes == ["image-missing"])

        let published = try await project.publish()
        #expect(published.status == 0, "\(published.standardError)")
        #expect(published.builtCount == 1)
        let image = try #require(try project.reference(at: "test")?.image)
        let found = try #require(try SkopeoManifest("\(name):\(address)", in: registry))
        #expect(found.digest == image.digest)
        #expect(found.mediaType == Self.docker)
        #expect(image.uri == "\(registry.host)/\(name)@\(image.digest)")

        let other = try project.withoutPrograms()
        let again = try await other.publish("--images", "require")
        #expect(again.status == 0, "\(again.standardError)")
        #expect(again.report.stats?["bytesSent"] == 0)
        // The look-up; before it, the registry demands the password, or sends to the server of tokens.
        let counts = ["registry": 1, "registry_tls": 2, "registry_token": 3]
        #expect(try await imageRequests(other) == counts[registry.name])
        if let login = registry.userAndPassword?.split(separator: ":").last {
            for output in [context, refused, published, again] {
                #expect(!output.standardOutput.contains(login) && !output.standardError.contains(login))
            }
        }
    }

    @Test func wrongPasswordIsAnErrorBeforeAnythingIsBuilt() async throws {
        let registry = try #require(TestRegistry.present.first { $0.certificate != nil })
        var project = try await makeProject(
            repository: TestRegistry.newName(),
            host: registry.host,
            registry: registry
        )
        project.environment["SAGEASSETS_REGISTRY_AUTH"] = "{}"
        let published = try await project.publish()
        #expect(published.status == 1)
        #expect(published.builtCount == 0)
        #expect(try project.referencedAssets() == ["artifacts/weights"])
    }

    @Test func destinationWithoutRepositoryTakesTheContextOnly() async throws {
        let registry = try #require(TestRegistry.plain)
        let project = try await makeProject(repository: nil, host: "", registry: registry).withoutPrograms()
        let published = try await project.publish()
        #expect(published.status == 0, "\(published.standardError)")
        #expect(published.report.warnings?.contains { $0.diagnostic.code == "no-repository" } == true)
        #expect(published.standardError.contains("no 'repository'"), "\(published.standardError)")
        let reference = try #require(try project.reference(at: "test"))
        #expect(reference.image == nil)
    }

    /// An image under the address counts, whoever has pushed it: a machine may build that has no checkout.
    @Test func imageThatOthersPushedIsFound() async throws {
        let registry = try #require(TestRegistry.plain)
        let name = TestRegistry.newName()
        let project = try await makeProject(repository: name, host: registry.host, registry: registry)
        #expect(try await project.publish("--images", "context").status == 0)
        let address = try #require(try project.reference(at: "test")?.address)
        let image = SampleImage(layers: [Array("elsewhere".utf8)])
        try await registry.repository(name).push(image, address)
        let published = try await project.withoutPrograms().publish()
        #expect(published.status == 0, "\(published.standardError)")
        #expect(try project.reference(at: "test")?.image?.digest == "\(image.manifest.digest)")
    }

    @Test(arguments: ["^PATCH .*/blobs/|^PUT .*/blobs/|^POST .*/blobs/", "^PUT .*/manifests/"])
    func killedPushLeavesNoReference(moment: String) async throws {
        let registry = try #require(TestRegistry.plain)
        let gate = try await Gate(before: registry.host, closing: .beforeRequest(moment))
        let host = gate.endpoint.replacing("http://", with: "")
        let name = TestRegistry.newName()
        let project = try await makeProject(repository: name, host: host, registry: registry)
        let program = try project.start()
        #expect(try await gate.hasClosed(on: program))
        program.signal(SIGKILL)
        #expect(try await program.end().status == -SIGKILL)
        #expect(TestProject(directory: project.directory).references == nil)
        let again = try await project.publish()
        #expect(again.status == 0, "\(again.standardError)")
        let reference = try #require(try project.reference(at: "test"))
        let found = try #require(try SkopeoManifest("\(name):\(reference.address)", in: registry))
        #expect(found.digest == reference.image?.digest)
    }
}
