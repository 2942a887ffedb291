import Foundation
import SystemPackage
import Testing
import TestSupport

/// A project, and the store that its manifest names.
struct Workspace: Sendable {
    let project: TestProject
    let store: StoreLocation

    /// Joins a project and its store: by default the local one.
    init(_ project: TestProject, store: StoreLocation? = nil) {
        self.project = project
        self.store = store ?? .directory(project.store)
    }

    /// The environment of the program: credentials and endpoint of the store's server.
    var environment: [String: String] {
        guard case .bucket(let server, _) = store else { return [:] }
        return server.environment.merging(["AWS_ENDPOINT_URL_S3": server.endpoint]) { $1 }
    }

    /// Publishes, and waits for the result.
    func publish(_ arguments: String..., environment: [String: String] = [:]) async throws -> PublishOutput {
        try PublishOutput(try await start(arguments, environment: environment).end())
    }

    /// Starts to publish.
    func start(_ arguments: [String] = [], environment: [String: String] = [:]) throws -> RunningProgram {
        try Program.start(
            ["publish", "--images", "context", "--output", "json"] + arguments,
            in: project.directory,
            environment: self.environment.merging(environment) { $1 }
        )
    }

    /// Returns the path of a file in a directory of the project.
    func path(of name: String, in directory: String) -> FilePath {
        FilePath("\(project.directory)/\(directory)/\(name)")
    }

    /// Writes a file in a directory of the project.
    func write(_ bytes: [UInt8], to name: String, in directory: String) throws {
        try FileNode.file(bytes).write(to: path(of: name, in: directory))
    }

    /// Deletes the references file.
    func removeReferences() throws {
        let file = project.directory.appending("sageassets.references.json")
        try FileManager.default.removeItem(atPath: file.string)
    }

    /// Returns the same project with an empty store and without references.
    func withEmptyStore() async throws -> Workspace {
        try? removeReferences()
        switch store {
        case .directory(let directory):
            try? FileManager.default.removeItem(atPath: directory.string)
            return self
        case .bucket(let server, let prefix):
            let other = try await server.makePrefix()
            let manifest = project.directory.appending("sageassets.yaml")
            let text = try String(contentsOfFile: manifest.string, encoding: .utf8)
            try FileNode.file(Array(text.replacing(prefix, with: other).utf8)).write(to: manifest)
            return Workspace(project, store: .bucket(server, prefix: other))
        }
    }
}

extension StoreUnderTest {
    /// Writes a project with assets of all kinds that is published to an empty store of this kind.
    func makeProject(weights: Int = 2 << 20) async throws -> Workspace {
        try await makeWorkspace { try TestProject.write(destinations: $0, weights: weights) }
    }

    /// Writes a project with one asset of the given size.
    func makeWeights(byteCount: Int) async throws -> Workspace {
        try await makeWorkspace { try TestProject.writeWeights(destinations: $0, byteCount: byteCount) }
    }

    /// Writes a project with one directory that is published uncompressed.
    func makeFiles(_ files: FileNode) async throws -> Workspace {
        try await makeWorkspace { try TestProject.writeFiles(destinations: $0, files) }
    }

    /// Writes a project whose manifest has the given destinations.
    private func makeWorkspace(_ write: (String) throws -> TestProject) async throws -> Workspace {
        guard let server else { return Workspace(try write("")) }
        let prefix = try await server.makePrefix()
        let project = try write(TestProject.destination(bucket: S3Server.bucket, prefix: prefix))
        return Workspace(project, store: .bucket(server, prefix: prefix))
    }
}
