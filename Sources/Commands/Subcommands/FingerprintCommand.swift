internal import ArgumentParser
internal import Assets
internal import Basics
internal import Hashing
internal import Manifests
internal import Publishing
internal import SageMaker
internal import Staging
internal import SystemPackage

/// The command `sageassets fingerprint`.
struct FingerprintCommand: OutputCommand {
    static let configuration = CommandConfiguration(
        commandName: "fingerprint",
        abstract: "Print the addresses of assets.",
        discussion: """
            An address is a SHA-256 over what matters and nothing else: paths, content, executable bits and kept links. \
            For a file it is what sha256sum prints. Without paths, prints those of the manifest's assets; with --check, \
            compares them with the references file and exits with 3 if any differs. Files that have not changed since the \
            last run are not read again.
            """
    )

    @Argument(help: ArgumentHelp("Model artifacts: files or directories.", valueName: "path"))
    var paths: [String] = []

    @Flag(help: "Treat the paths as Dockerfile directories.")
    var image = false

    @Flag(help: "Compare the manifest's assets with the references file; exit with 3 if they differ.")
    var check = false

    @OptionGroup var project: ProjectOptions
    @OptionGroup var destination: DestinationOptions
    @OptionGroup var cache: CacheOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !(check && !paths.isEmpty) else {
            throw ValidationError("--check compares the manifest's assets: it takes no paths")
        }
        guard check || destination.names.isEmpty else {
            throw ValidationError("--destination says where --check wants the assets to be published")
        }
        guard !(image && paths.isEmpty) else { throw ValidationError("--image says what the paths are: name some") }
    }

    func run() async throws {
        let counters = ProgressCounters()
        let results = try await output.withThreads {
            try await ProgressLine.showing(counters, options: output) { try await fingerprint(items(), counters) }
        }
        let differences = check ? try compare(results) : []
        try report(results, differences)
        if let failure = results.compactMap(\.failure).first { throw AlreadyReported(status: failure.exitStatus) }
        if !differences.isEmpty { throw AlreadyReported(status: .differs) }
    }
}

extension FingerprintCommand {
    /// An asset to fingerprint, with the name to print.
    private struct Item: Sendable {
        let name: String
        let location: FilePath
        let options: AssetSource.Options
    }

    private struct ItemResult: Sendable {
        let item: Item
        let address: Result<SHA256Digest, any Error>

        var failure: (any Error)? {
            if case .failure(let error) = address { error } else { nil }
        }
    }

    private func items() throws -> [Item] {
        guard paths.isEmpty else {
            return paths.map { path in
                Item(name: path, location: FilePath(path), options: image ? .image() : .modelData())
            }
        }
        return try project.readProject().assets.map { asset in
            Item(
                name: asset.key.description,
                location: asset.source.location(in: project.directory),
                options: asset.source.options
            )
        }
    }

    /// Computes all addresses: a failure of one asset does not hide the others.
    private func fingerprint(_ items: [Item], _ counters: ProgressCounters) async throws -> [ItemResult] {
        let cache = cache.cache(logger: output.logger)
        return try await items.boundedMap(width: 2) { [output] item in
            do {
                let found = try item.options.walk(at: item.location, width: output.jobs)
                counters.add(.willHash(Int(found.tree.byteCount)))
                let options = StagingOptions(width: output.jobs, cache: cache) { counters.add(PublishEvent($0)) }
                let staged = try await found.stage(options)
                return ItemResult(item: item, address: .success(staged.address))
            } catch {
                try Task.checkCancellation()
                return ItemResult(item: item, address: .failure(error))
            }
        }
    }

    /// Returns the assets whose addresses differ from those of the references.
    private func compare(_ results: [ItemResult]) throws -> [(name: String, referenced: SHA256Digest?)] {
        let references = try project.referencesFile.read()
        return results.compactMap { result in
            guard case .success(let address) = result.address else { return nil }
            let reference = references.assets[AssetKey(result.item.name)]
            let referenced = reference?.address
            let isThere = destination.names.allSatisfy { reference?.destinations[$0] != nil }
            return referenced == address && isThere ? nil : (result.item.name, isThere ? referenced : nil)
        }
    }

    private func report(_ results: [ItemResult], _ differences: [(name: String, referenced: SHA256Digest?)]) throws {
        for result in results {
            if let error = result.failure { ErrorReport(error).note() }
        }
        for (name, referenced) in differences {
            let reason = referenced.map { "the references have \($0)" } ?? "the references do not have it"
            Console.note("differs: \(name): \(reason)")
        }
        if !differences.isEmpty { Console.note("  hint: run 'sageassets publish' and commit the references file") }
        switch output.format {
        case .text:
            for result in results {
                if case .success(let address) = result.address {
                    try Console.print("\(address)  \(result.item.name)")
                }
            }
        case .json:
            let differing = Set(differences.map(\.name))
            try Console.print(document: JSON.object(["assets": .array(results.map { json($0, differing) })]).indented)
        }
    }

    private func json(_ result: ItemResult, _ differing: Set<String>) -> JSON {
        var members: [String: JSON] = [
            "path": .string(result.item.name),
            "kind": .string(result.item.options.kind.rawValue),
        ]
        switch result.address {
        case .success(let address):
            members["address"] = .string(address.description)
            if check { members["differs"] = .bool(differing.contains(result.item.name)) }
        case .failure(let error): members["error"] = ErrorReport(error).json
        }
        return .object(members)
    }
}
