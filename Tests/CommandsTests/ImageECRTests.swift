import Basics
import Foundation
import Glibc
import HTTP
import SystemPackage
import Testing
import TestSupport

/// Images of destinations in buckets, which go to Amazon ECR: its API before a real registry, with quirks and faults.
@Suite(
    .temporaryDirectory,
    .serialized,
    .enabled(if: Program.path != nil, Program.absence),
    .enabled(if: ImageProject.hasBuilder, ImageProject.absence),
    .enabled(if: TestRegistry.plain != nil, TestRegistry.absence),
    .enabled(if: !S3Server.present("ministack").isEmpty, S3Server.absence),
    .hangLimit
)
struct ImageECRTests {
    /// A way in which ECR differs from other registries, or fails.
    struct Quirk: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// The settings of `ci/servers/ecr.py`.
        let state: [String: JSON]
        /// The mutability of the repository's tags; nil if there is no repository.
        var repository: String? = "MUTABLE"
        /// Further properties of the destination, in YAML.
        var more = ""
        /// The account that the destination names; nil for that of the credentials.
        var account: String? = ECRServer.account
        /// The exit codes that are right.
        var statuses: Set<Int32> = [0]

        static let all: [Quirk] = [
            Quirk(testDescription: "none", state: [:]),
            Quirk(testDescription: "all but the first PATCH are dropped", state: ["dropsChunks": true]),
            Quirk(testDescription: "nothing is mounted", state: ["mounts": false]),
            Quirk(testDescription: "tags are immutable", state: [:], repository: "IMMUTABLE"),
            Quirk(testDescription: "the repository is missing", state: [:], repository: nil, statuses: [1]),
            Quirk(
                testDescription: "the repository is created",
                state: [:],
                repository: nil,
                more: ", createRepository: { immutableTags: true }"
            ),
            Quirk(
                testDescription: "the repository is created in the account of the credentials",
                state: [:],
                repository: nil,
                more: ", createRepository: {}",
                account: nil
            ),
            Quirk(testDescription: "the account is that of the credentials", state: [:], account: nil),
            Quirk(testDescription: "401 after eight requests", state: ["tokenRequests": 8]),
            Quirk(
                testDescription: "403 after eight requests",
                state: ["tokenRequests": 8, "expiredStatus": 403]
            ),
            Quirk(testDescription: "a token has expired", state: ["expired": 1]),
            Quirk(testDescription: "connections are cut", state: ["cuts": 2, "cutAfter": 1000]),
            Quirk(testDescription: "429", state: ["throttled": 3]),
            Quirk(testDescription: "503", state: ["failed": 3]),
            Quirk(testDescription: "503 without end", state: ["failed": 100_000], statuses: [1]),
            Quirk(testDescription: "a wrong digest", state: ["falseDigests": true], statuses: [1, 4]),
            Quirk(testDescription: "blobs that are not there", state: ["falseBlobs": true], statuses: [0, 1, 4]),
            Quirk(
                testDescription: "repositories cannot be described",
                state: ["denied": ["DescribeRepositories"]]
            ),
            Quirk(
                testDescription: "no permission to log in",
                state: ["denied": ["GetAuthorizationToken"]],
                statuses: [1]
            ),
        ]
    }

    /// The region of the bucket, which the registry is in too.
    private static let region = "us-east-1"

    private struct Setup {
        let project: ImageProject
        let server: ECRServer
        let registry: TestRegistry
        let repository: String
        let prefix: String

        /// Returns the digest of the image as skopeo reads it from the registry behind.
        func skopeoDigest(_ address: String) throws -> String? {
            try SkopeoManifest("\(repository):\(address)", in: registry)?.digest
        }

        /// Gives the manifest destinations with repositories of the registry.
        func writeManifest(_ repositories: [String: String]) throws {
            let destinations = repositories.sorted { $0.key < $1.key }.map { name, repository in
                "  \(name): { bucket: \(S3Server.bucket), prefix: \(prefix)\(name)/, region: \(ImageECRTests.region), "
                    + "account: \"\(ECRServer.account)\", repository: \(repository) }\n"
            }
            try project.writeManifest(destinations: "destinations:\n" + destinations.joined())
        }
    }

    /// Makes a project.
    ///
    /// - Parameters:
    ///   - options: Further options of the Dockerfile directory, in YAML.
    ///   - steps: Further instructions of the Dockerfile.
    private func setUp(_ quirk: Quirk, options: String = "", steps: String = "") async throws -> Setup {
        let s3 = try #require(S3Server.present("ministack").first)
        let registry = try #require(TestRegistry.plain)
        let server = try await ECRServer(registry: [registry.url.text], sharingCredentialsOf: s3)
        let (prefix, name) = (try await s3.makePrefix(), TestRegistry.newName())
        var project = try ImageProject(
            destinations: """
                destinations:
                  test: { bucket: \(S3Server.bucket), prefix: \(prefix), region: \(Self.region),
                    \(quirk.account.map { "account: \"\($0)\", " } ?? "")repository: \(name)\(quirk.more) }

                """,
            options: options,
            steps: steps
        )
        project.environment.merge(s3.environment) { $1 }
        project.environment["AWS_REGION"] = Self.region
        project.environment["AWS_ENDPOINT_URL_S3"] = s3.endpoint
        project.environment["AWS_ENDPOINT_URL_ECR"] = server.url.text
        let repositories: [String: JSON] = quirk.repository.map { [name: .string($0)] } ?? [:]
        try await server.set(quirk.state.merging(["repositories": .object(repositories)]) { $1 })
        return Setup(project: project, server: server, registry: registry, repository: name, prefix: prefix)
    }

    @Test(arguments: Quirk.all)
    func publishEndsWithTheRightReferenceOrWithNone(quirk: Quirk) async throws {
        let setup = try await setUp(quirk)
        // What the first run has left behind must not mislead the next one.
        for _ in 0..<2 {
            let published = try await setup.project.publish()
            #expect(quirk.statuses.contains(published.status), "\(published.status): \(published.standardError)")
            if quirk.statuses == [1], quirk.repository == nil { #expect(published.builtCount == 0) }
            guard published.status == 0 else {
                #expect(!published.errorLines.isEmpty)
                #expect(try setup.project.referencedAssets() == ["artifacts/weights"])
                continue
            }
            let reference = try #require(try setup.project.reference(at: "test"))
            let image = try #require(reference.image)
            let host = "\(ECRServer.account).dkr.ecr.\(Self.region).amazonaws.com"
            #expect(image.uri == "\(host)/\(setup.repository)@\(image.digest)")
            #expect(try setup.skopeoDigest(reference.address) == image.digest)
        }
    }

    /// All destinations of a registry share one token, and the layers that one of them was sent.
    @Test func destinationsOfOneRegistryShareWhatTheyCan() async throws {
        let setup = try await setUp(Quirk(testDescription: "", state: [:]))
        let second = "\(setup.repository)-b"
        try await setup.server.set(["repositories": [setup.repository: "MUTABLE", second: "MUTABLE"]])
        try setup.writeManifest(["test": setup.repository, "other": second])
        let published = try await setup.project.publish()
        #expect(published.status == 0, "\(published.standardError)")
        #expect(try await setup.server.state().requests.count { $0 == "GetAuthorizationToken" } == 1)
        let digests = try ["test", "other"].map { try setup.project.reference(at: $0)?.image?.digest }
        #expect(digests[0] != nil)
        #expect(digests[0] == digests[1])
        let uploads = try await setup.server.state().requests.filter { $0.hasPrefix("PUT ") && $0.contains("/blobs/") }
        #expect(Set(uploads.map { $0.contains(second) }).count == 1, "\(uploads)")

        let third = "\(setup.repository)-c"
        try await setup.server.set(["repositories": [setup.repository: "MUTABLE", third: "MUTABLE"]])
        try setup.writeManifest(["test": setup.repository, "third": third])
        #expect(try await setup.project.withoutPrograms().publish().status == 0)
        let blobs = try await setup.server.state().requests.filter { $0.contains("/blobs/") }
        #expect(!blobs.contains { $0.hasPrefix("PUT ") }, "\(blobs)")
        #expect(blobs.count { $0.hasPrefix("GET ") } == 1, "\(blobs)")
        #expect(try setup.project.reference(at: "third")?.image?.digest == digests[0])
    }

    /// A destination without a repository costs no build, and takes the image from no other one.
    @Test func destinationWithoutItsRepositoryDoesNotStopTheOthers() async throws {
        let setup = try await setUp(Quirk(testDescription: "", state: [:]))
        try setup.writeManifest(["test": setup.repository, "other": "\(setup.repository)-missing"])
        let published = try await setup.project.publish()
        #expect(published.status == 1, "\(published.standardError)")
        #expect(published.errorCodes == ["repository-not-found"])
        #expect(published.builtCount == 1)
        #expect(try setup.project.reference(at: "test")?.image != nil)
        #expect(try setup.project.reference(at: "other") == nil)
    }

    /// A machine that may look at images, and not read them, finds those that its references have.
    @Test func imageThatMustNotBeReadIsDescribed() async throws {
        let setup = try await setUp(Quirk(testDescription: "", state: [:]))
        #expect(try await setup.project.publish().status == 0)
        let text = TestProject(directory: setup.project.directory).references
        let (machine, denied) = (try setup.project.withoutPrograms(), ["BatchGetImage", "DescribeImages"] as [JSON])
        for (count, status) in [(1, 0), (2, 1)] as [(Int, Int32)] {
            let repositories: JSON = [setup.repository: "IMMUTABLE"]
            try await setup.server.set(["repositories": repositories, "denied": .array(Array(denied.prefix(count)))])
            let again = try await machine.publish("--images", "require")
            #expect(again.status == status, "\(again.standardError)")
            #expect(try await setup.server.state().requests.contains("DescribeImages"))
            #expect(TestProject(directory: setup.project.directory).references == text)
        }
    }

    /// A machine whose references lack the image, such as another branch's, reads its manifest once.
    @Test func imageThatTheReferencesLackIsRead() async throws {
        let setup = try await setUp(Quirk(testDescription: "", state: [:]))
        #expect(try await setup.project.publish().status == 0)
        let reference = try #require(try setup.project.reference(at: "test"))
        try FileManager.default.removeItem(atPath: "\(setup.project.directory)/sageassets.references.json")
        try await setup.server.set(["repositories": [setup.repository: "IMMUTABLE"]])
        let again = try await setup.project.withoutPrograms().publish()
        #expect(again.status == 0, "\(again.standardError)")
        let manifests = "/v2/\(setup.repository)/manifests/"
        let requests = try await setup.server.state().requests.filter { $0.contains("/v2/") }
        #expect(
            requests == [
                "HEAD \(manifests)\(reference.address)", "GET \(manifests)\(reference.image?.digest ?? "")",
            ]
        )
        #expect(try setup.project.reference(at: "test")?.image == reference.image)
    }

    @Test func publishOfNothingIsOneRequest() async throws {
        let quirk = Quirk(testDescription: "", state: [:])
        let setup = try await setUp(quirk)
        #expect(try await setup.project.publish().status == 0)
        let text = TestProject(directory: setup.project.directory).references
        let reference = try #require(try setup.project.reference(at: "test"))
        try await setup.server.set(["repositories": [setup.repository: "IMMUTABLE"]])
        let again = try await setup.project.withoutPrograms().publish()
        #expect(again.status == 0, "\(again.standardError)")
        #expect(again.report.stats?["bytesSent"] == 0)
        let requests = try await setup.server.state().requests
        #expect(
            requests.filter { $0.contains("/v2/") } == ["HEAD /v2/\(setup.repository)/manifests/\(reference.address)"]
        )
        #expect(requests.count { !$0.contains("/v2/") } == 1, "\(requests)")
        #expect(TestProject(directory: setup.project.directory).references == text)
    }

    /// Returns the files of the project, the builder's and the temporary ones that have a secret of the server.
    private func filesWithSecrets(of server: ECRServer) async throws -> [FilePath] {
        let tokens = try await server.state().tokens
        #expect(!tokens.isEmpty)
        let texts = tokens + tokens.map { Data("AWS:\($0)".utf8).base64EncodedString() }
        for text in texts { #expect(CommandLines.containing(text) == []) }
        let patterns = TemporaryDirectory.path.appending("patterns")
        // Not as arguments: the processes of other tests are looked at, too.
        try FileNode.file(Array(([server.secretKey] + texts).joined(separator: "\n").utf8)).write(to: patterns)
        let options = ["-rlF", "--exclude=patterns", "-f", patterns.string, TemporaryDirectory.path.string]
        let found = try Tool.run("grep", options).standardOutput.split(separator: "\n").map { FilePath(String($0)) }
        return found
    }

    /// No token and no key is in any output or file.
    @Test func tokensAreNowhere() async throws {
        let setup = try await setUp(Quirk(testDescription: "", state: ["tokenRequests": 4]))
        let published = try await setup.project.publish("--verbose")
        #expect(published.status == 0, "\(published.standardError)")
        let tokens = try await setup.server.state().tokens
        #expect(tokens.count > 1)
        for secret in [setup.server.secretKey, "QVdTO"] + tokens {
            #expect(!published.standardError.contains(secret), "\(secret)")
            #expect(!published.standardOutput.contains(secret), "\(secret)")
        }
        #expect(try await filesWithSecrets(of: setup.server) == [])
    }

    /// A builder that is logged in for base images has the token in two files, which only their owner reads, until the build
    /// ends; without such images it has none.
    @Test(arguments: [false, true])
    func tokensOfBaseImagesAreInTheFilesOfTheBuilder(hasBaseImage: Bool) async throws {
        let marker = "31\(UInt32.random(in: 100_000...999_999))"
        let base = "docker-image://\(ECRServer.account).dkr.ecr.\(Self.region).amazonaws.com/base:1"
        let setup = try await setUp(
            Quirk(testDescription: "", state: [:]),
            // Named, but not used: nothing is pulled from Amazon.
            options: hasBaseImage ? ", buildContexts: { base: \"\(base)\" }" : "",
            steps: "RUN sleep \(marker) || true\n"
        )
        let program = try setup.project.start(["--verbose"])
        for _ in 0..<1000 where program.isRunning && CommandLines.processes(beginningWith: "sleep \(marker)").isEmpty {
            try await Task.sleep(for: .milliseconds(20))
        }
        try #require(program.isRunning)
        let files = try await filesWithSecrets(of: setup.server)
        for process in CommandLines.processes(beginningWith: "sleep \(marker)") { kill(process, SIGKILL) }
        let published = try PublishOutput(try await program.end())
        #expect(published.status == 0, "\(published.standardError)")

        let tails = files.map { $0.components.suffix(3).map(\.string).joined(separator: "/") }.sorted()
        #expect(tails == (hasBaseImage ? ["build/private/auth.json", "private/docker/config.json"] : []))
        #expect(try await filesWithSecrets(of: setup.server) == [])
        for token in try await setup.server.state().tokens {
            #expect(!published.standardError.contains(token) && !published.standardOutput.contains(token))
        }
    }

    @Test(arguments: [
        ["synth"], ["synth", "--format", "terraform"],
        [
            "synth", "--format", "boto3", "--parameter", "AWS::Region=us-east-1", "--parameter",
            "AWS::AccountId=123456789012",
        ],
    ])
    func templatesNameTheDigest(command: [String]) async throws {
        let setup = try await setUp(Quirk(testDescription: "", state: [:]))
        #expect(try await setup.project.publish().status == 0)
        let image = try #require(try setup.project.reference(at: "test")?.image)
        let output = try await Program.run(command, in: setup.project.directory, environment: setup.project.environment)
        #expect(output.status == 0, "\(output.standardError)")
        #expect(output.standardOutput.contains(image.uri), "\(output.standardOutput)")
    }
}
