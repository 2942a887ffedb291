import Basics
import Foundation
import Hashing
import SystemPackage
import Testing
import TestSupport

/// Where a test publishes to: the local store, or a bucket of a real server.
struct Place: Sendable, CustomTestStringConvertible {
    /// The server, or nil for the local store.
    let server: S3Server?

    static let local = Place(server: nil)
    static let all = [local] + S3Server.present.map(Place.init)

    var testDescription: String { server?.name ?? "local" }

    /// A project with assets of all kinds that is published here.
    func makeProject(weights: Int = 2 << 20) async throws -> PlacedProject {
        let prefix = try await server?.makePrefix()
        let project = try TestProject.write(destinations: destinations(prefix), weights: weights)
        return PlacedProject(project: project, server: server, prefix: prefix)
    }

    /// A project with one asset, of some size, that is published here.
    func makeWeights(byteCount: Int) async throws -> PlacedProject {
        let prefix = try await server?.makePrefix()
        let project = try TestProject.writeWeights(destinations: destinations(prefix), byteCount: byteCount)
        return PlacedProject(project: project, server: server, prefix: prefix)
    }

    /// A project with one directory that is published here uncompressed.
    func makeFiles(_ files: FileNode) async throws -> PlacedProject {
        let prefix = try await server?.makePrefix()
        let project = try TestProject.writeFiles(destinations: destinations(prefix), files)
        return PlacedProject(project: project, server: server, prefix: prefix)
    }

    private func destinations(_ prefix: String?) -> String {
        prefix.map { TestProject.destination(bucket: S3Server.bucket, prefix: $0) } ?? ""
    }
}

/// A project, and the store that its manifest names.
struct PlacedProject: Sendable {
    let project: TestProject
    let server: S3Server?
    let prefix: String?

    /// The environment of the program.
    var environment: [String: String] {
        guard let server else { return [:] }
        return server.environment.merging(["AWS_ENDPOINT_URL_S3": server.endpoint]) { $1 }
    }

    /// Publishes with results in JSON.
    func publish(_ arguments: String..., environment: [String: String] = [:]) async throws -> Published {
        try Published(try await start(arguments, environment: environment).end())
    }

    /// Starts to publish.
    func start(_ arguments: [String] = [], environment: [String: String] = [:]) throws -> RunningProgram {
        try Program.start(
            ["publish", "--output", "json"] + arguments,
            in: project.directory,
            environment: self.environment.merging(environment) { $1 }
        )
    }

    /// The objects of the store by key, without the prefix; unfinished ones count too.
    func contents() async throws -> [String: FoundObject] {
        guard let server, let prefix else {
            return try Dictionary(
                uniqueKeysWithValues: project.storedNames.map {
                    ($0, try FoundObject(file: project.store.appending($0)))
                }
            )
        }
        return try await server.objects(below: prefix)
    }

    /// Puts bytes in the place of an object, past the program.
    func write(_ bytes: [UInt8], to key: String) async throws {
        if let server, let prefix { return try await server.write(bytes, to: prefix + key) }
        try FileNode.file(bytes).write(to: project.store.appending(key))
    }

    /// Changes an object in its place, past the program.
    func damage(_ key: String, _ damage: Damage) async throws {
        if let server, let prefix { return try await server.damage(prefix + key, damage) }
        try await write(damage.apply(to: try await read(key)), to: key)
    }

    /// The bytes of an object.
    func read(_ key: String) async throws -> [UInt8] {
        if let server, let prefix { return try await server.read(prefix + key) }
        return Array(try Data(contentsOf: URL(fileURLWithPath: project.store.appending(key).string)))
    }

    /// The keys of uploads that were begun and not ended.
    func openUploads() async throws -> [String] {
        guard let server, let prefix else { return [] }
        return try await server.openUploads(below: prefix)
    }

    /// Forgets what was published.
    func removeReferences() throws {
        let file = project.directory.appending("sageassets.references.json")
        try FileManager.default.removeItem(atPath: file.string)
    }

    /// The same project with an empty place and without references.
    func moved() async throws -> PlacedProject {
        let files = FileManager.default
        try? removeReferences()
        guard let server, let prefix else {
            try? files.removeItem(atPath: project.store.string)
            return self
        }
        let other = try await server.makePrefix()
        let manifest = project.directory.appending("sageassets.yaml")
        let text = try String(contentsOfFile: manifest.string, encoding: .utf8)
        try FileNode.file(Array(text.replacing(prefix, with: other).utf8)).write(to: manifest)
        return PlacedProject(project: project, server: server, prefix: other)
    }

    /// Removes an object, past the program.
    func remove(_ key: String) async throws {
        if let server, let prefix { return try await server.remove(prefix + key) }
        try FileManager.default.removeItem(atPath: project.store.appending(key).string)
    }
}

/// How a publish with `--output json` ended.
struct Published {
    struct Report: Decodable {
        let failed: [Failure]?
        let found: [Item]?
        let sent: [Item]?
        let plan: [Plan]?
        let stats: [String: Int]?
        let warnings: [Warning]?
        let error: Told?
    }

    struct Item: Decodable {
        let address: String
        let asset: String
        let destination: String
        let uri: String
    }

    struct Plan: Decodable {
        let asset: String
        let status: String
    }

    struct Warning: Decodable {
        struct Diagnostic: Decodable {
            let code: String
            let member: String?
        }

        let asset: String
        let diagnostic: Diagnostic
    }

    struct Failure: Decodable {
        let asset: String?
        let destination: String?
        let error: Told
    }

    struct Told: Decodable {
        let message: String
        let hint: String?
        let exit: Int
    }

    let status: Int32
    let standardOutput: String
    let standardError: String
    let report: Report

    /// Reads the output, which must be one JSON object and nothing else.
    init(_ output: Tool.Output) throws {
        (status, standardOutput, standardError) = (output.status, output.standardOutput, output.standardError)
        report = try #require(
            try? JSONDecoder().decode(Report.self, from: Data(output.standardOutput.utf8)),
            "no JSON: \(output.standardOutput)\n\(output.standardError)"
        )
    }

    /// The paths of the assets that were sent, sorted.
    var sent: [String] { (report.sent ?? []).map(\.asset).sorted() }
    /// The paths of the assets that were found, sorted.
    var found: [String] { (report.found ?? []).map(\.asset).sorted() }
    /// The errors, wherever they stand.
    var errors: [Told] { (report.failed ?? []).map(\.error) + [report.error].compactMap { $0 } }
    /// The lines of standard error that begin with `error:`.
    var errorLines: [Substring] { standardError.split(separator: "\n").filter { $0.hasPrefix("error:") } }
}
