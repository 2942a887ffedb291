import Foundation
import SystemPackage
import Testing
import TestSupport

/// A project of a Dockerfile directory and an artifact, whose image buildah makes of nothing but a static busybox.
struct ImageProject: Sendable {
    /// The manifest's directory.
    let directory: FilePath
    /// The variables of the program; the builder's are among them.
    var environment: [String: String]

    static let asset = "containers/scorer"
    static let absence: Comment = "SAGEASSETS_TEST_BUILDERS does not name buildah; run ci/test"
    /// Whether buildah may be used.
    static let hasBuilder = (ProcessInfo.processInfo.environment["SAGEASSETS_TEST_BUILDERS"] ?? "")
        .split(separator: " ").contains("buildah")

    /// The instructions of an image in which programs can be run.
    static let base = """
        FROM scratch
        COPY busybox serve /bin/
        RUN ["/bin/busybox", "--install", "-s", "/bin"]
        ENTRYPOINT ["/bin/serve"]
        EXPOSE 8080

        """

    /// Writes a project.
    ///
    /// - Parameters:
    ///   - name: Its directory in the test's own.
    ///   - destinations: The line of the destinations in YAML, with its end; the local store if empty.
    ///   - options: Further options of the Dockerfile directory, in YAML: `, secrets: …`.
    ///   - steps: The instructions after the common ones.
    init(
        _ name: String = "project",
        destinations: String = "",
        options: String = "",
        steps: String = ""
    ) throws {
        directory = TemporaryDirectory.path.appending(name)
        let builder = TemporaryDirectory.path.appending("builder-\(name)")
        let busybox = try Data(contentsOf: URL(fileURLWithPath: "/bin/busybox"))
        let files: FileNode = [
            "containers": [
                "scorer": [
                    "Dockerfile": .file(Array((Self.base + steps).utf8)),
                    "busybox": .file(Array(busybox), permissions: 0o755),
                    "serve": .executable("#!/bin/sh\nexec httpd -f -p 8080\n"),
                ]
            ],
            "artifacts": ["weights": ["model.bin": .file(TestProject.random(1000))]],
        ]
        try files.write(to: directory)
        let storage: FileNode = [
            "storage.conf": .file(
                Array(
                    """
                    [storage]
                    driver = "vfs"
                    graphroot = "\(builder)/graph"
                    runroot = "\(builder)/run"

                    """.utf8
                )
            ),
            "tmp": [:],
        ]
        try storage.write(to: builder)
        environment = [
            "SAGEASSETS_BUILDER": "buildah", "BUILDAH_ISOLATION": "chroot",
            "CONTAINERS_STORAGE_CONF": builder.appending("storage.conf").string, "HOME": builder.string,
            "TMPDIR": builder.appending("tmp").string,
        ]
        try writeManifest(destinations: destinations, options: options)
    }

    /// Replaces the manifest.
    func writeManifest(destinations: String, options: String = "") throws {
        let manifest = """
            version: 1
            \(destinations)models:
              Scorer:
                containers:
                  - image: { fromAsset: { directory: \(Self.asset)\(options) } }
                    modelData: { fromAsset: artifacts/weights }
                # SageMaker reads registries other than Amazon ECR in a VPC only.
                vpc: { subnets: [subnet-1], securityGroupIds: [sg-1] }

            """
        try FileNode.file(Array(manifest.utf8)).write(to: directory.appending("sageassets.yaml"))
    }

    /// The names of the temporary files and directories that the program has left behind.
    var remnants: [String] {
        get throws {
            let directory = environment["TMPDIR"] ?? "/nonexistent"
            return try FileManager.default.contentsOfDirectory(atPath: directory)
                .filter { $0.hasPrefix("sageassets") }
        }
    }

    /// Makes the project's runs find no program at all, and so no builder.
    func withoutPrograms() throws -> ImageProject {
        var other = self
        let empty = try FileNode.directory([:]).write(to: TemporaryDirectory.path.appending("empty"))
        other.environment["PATH"] = empty.string
        other.environment["SAGEASSETS_BUILDER"] = nil
        return other
    }

    /// Publishes, and waits for the result.
    func publish(_ arguments: String..., environment: [String: String] = [:]) async throws -> PublishOutput {
        try PublishOutput(try await start(arguments, environment: environment).end())
    }

    /// Starts to publish.
    func start(_ arguments: [String] = [], environment: [String: String] = [:]) throws -> RunningProgram {
        try Program.start(
            ["publish", "--output", "json", "--retry-for", "2m"] + arguments,
            in: directory,
            environment: self.environment.merging(environment) { $1 }
        )
    }

    /// Runs another command.
    func run(_ arguments: String...) async throws -> Tool.Output {
        try await Program.run(arguments, in: directory, environment: environment)
    }

    // MARK: References

    /// The reference of an asset at a destination, as the file has it.
    struct Reference: Decodable {
        struct Image: Decodable, Hashable {
            let digest: String
            let uri: String
        }

        let address: String
        let image: Image?
    }

    private struct References: Decodable {
        struct Asset: Decodable {
            let destinations: [String: Reference]
        }

        let assets: [String: Asset]
    }

    /// The reference of the Dockerfile directory, or nil if there is none.
    func reference(at destination: String = "local") throws -> Reference? {
        try references().first { $0.key.hasPrefix(Self.asset) }?.value.destinations[destination]
    }

    /// The names of the assets that are referenced, sorted.
    func referencedAssets() throws -> [String] { try references().keys.sorted() }

    private func references() throws -> [String: References.Asset] {
        guard let text = TestProject(directory: directory).references else { return [:] }
        return try JSONDecoder().decode(References.self, from: Data(text.utf8)).assets
    }
}

extension PublishOutput {
    /// How many images were built.
    var builtCount: Int { standardError.split(separator: "\n").count { $0.hasPrefix("building the image of ") } }

    /// The codes of the errors.
    var errorCodes: [String] { errors.compactMap(\.code) }
}
