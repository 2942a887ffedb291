internal import ArgumentParser
internal import Basics
internal import Foundation
internal import Manifests
internal import Publishing
internal import SageMaker
internal import Staging
internal import SystemPackage

/// Options of commands that work on a manifest.
struct ProjectOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The manifest.", valueName: "file"), completion: .yaml)
    var manifest = "sageassets.yaml"

    @Option(
        help: ArgumentHelp(
            "The references file. (default: \(References.fileName) beside the manifest)",
            valueName: "file"
        ),
        completion: .file(extensions: ["json"])
    )
    var references: String?

    /// Manifests are small: a larger file is something else.
    private static let byteLimit = 8 << 20

    /// Reads the manifest.
    func readProject() throws -> Project { try readDocument().project }

    /// Reads the manifest with the positions of its properties.
    func readDocument() throws -> ProjectDocument {
        guard let bytes = try SmallFile.readBytes(FilePath(manifest), limit: Self.byteLimit) else {
            throw CommandError.noManifest(manifest)
        }
        return try ProjectDocument(bytes: bytes, file: manifest)
    }

    /// The manifest's directory, absolute.
    var directory: FilePath {
        absolute(FilePath(manifest).removingLastComponent())
    }

    /// Returns a path that was given relative to the current directory.
    func absolute(_ path: FilePath) -> FilePath {
        FilePath(FileManager.default.currentDirectoryPath).pushing(path).lexicallyNormalized()
    }

    /// Returns the references file.
    ///
    /// - Parameter project: The manifest's content.
    func referencesFile(of project: Project) -> ReferencesFile {
        let path = references ?? FilePath(manifest).removingLastComponent().appending(References.fileName).string
        let stores = project.destinations.compactMap { destination in
            if case .local(let store) = destination.kind { FilePath(store) } else { nil }
        }
        return ReferencesFile(FilePath(path), absoluteStores: stores.filter(\.isAbsolute))
    }

    /// Returns the files that the program writes.
    ///
    /// - Parameter project: The manifest's content; nil for assets that are not those of a manifest.
    func ownFiles(of project: Project?) -> OwnFiles {
        let project = project ?? Project()
        let stores = project.destinations.compactMap { destination in
            if case .local(let store) = destination.kind { directory.pushing(FilePath(store)) } else { nil }
        }
        let cache = CacheDirectory.path(environment: ProcessInfo.processInfo.environment)
        return OwnFiles(
            paths: [absolute(referencesFile(of: project).path)] + stores + [cache].compactMap { $0 },
            outputs: [.standardOutput, .standardError]
        )
    }

    /// Reads the references file, which must exist if it is named on the command line.
    func readReferences(of project: Project) throws -> References {
        let file = referencesFile(of: project)
        if let references, !file.exists { throw CommandError.noReferences(references) }
        return try file.read()
    }
}

extension CompletionKind {
    /// The paths of YAML files, and of directories.
    static var yaml: CompletionKind { .file(extensions: ["yaml", "yml"]) }
}

/// The choice of destinations, where there are several.
struct DestinationOptions: ParsableArguments {
    @Option(
        name: .customLong("destination"),
        help: ArgumentHelp("A destination of the manifest; may be repeated.", valueName: "name")
    )
    var names: [String] = []

    /// Returns the destinations that were named, or all.
    func destinations(of project: Project) throws -> [Destination] {
        guard !names.isEmpty else { return project.destinations }
        var seen: Set<String> = []
        return try names.filter { seen.insert($0).inserted }.map { try project.destination(named: $0) }
    }
}
