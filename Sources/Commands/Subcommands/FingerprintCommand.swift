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
            compares them with the references of all destinations, or of those named, and exits with 3 if any differs. \
            Files that have not changed since the last run are not read again.
            """
    )

    @Argument(help: ArgumentHelp("Model artifacts: files or directories.", valueName: "path"), completion: .file())
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
        let document = paths.isEmpty ? try project.readDocument() : nil
        let comparison = check ? try document.map { try self.comparison(of: $0.project) } : nil
        let items = self.items(of: document)
        let own = project.ownFiles(of: document?.project)
        let counters = ProgressCounters()
        let results = try await output.withThreads {
            try await ProgressLine.showing(counters, options: output) { try await fingerprint(items, own, counters) }
        }
        let differences = comparison.map { comparison in results.flatMap { comparison.differences(of: $0) } }
        try report(results, differences)
        if let failure = results.compactMap(\.failure).first { throw AlreadyReported(status: failure.exitStatus) }
        if differences?.isEmpty == false { throw AlreadyReported(status: .differs) }
    }
}

extension FingerprintCommand {
    /// An asset to fingerprint, with the name to print.
    private struct Item: Sendable {
        let name: String
        let location: FilePath
        let options: AssetSource.Options
        /// The error of a path of the manifest that leads nowhere.
        var problem: ManifestError?
    }

    /// An asset that is not at some destinations as it is here.
    private struct Difference {
        let name: String
        /// The destinations that have the same other version.
        let destinations: [String]
        /// The address there; nil if the asset is not published there.
        let address: SHA256Digest?
    }

    /// The references with the destinations that `--check` looks at.
    private struct Comparison {
        let references: References
        let destinations: [String]

        func differences(of result: ItemResult) -> [Difference] {
            guard case .success(let address) = result.address else { return [] }
            let item = result.item
            let published = destinations.map { name in
                let reference = references[AssetKey(item.name), name]
                return (name: name, address: reference?.kind == item.options.kind ? reference?.address : nil)
            }
            return Dictionary(grouping: published.filter { $0.address != address }, by: \.address)
                .map { Difference(name: item.name, destinations: $1.map(\.name), address: $0) }
                .sorted { ($0.destinations.first ?? "") < ($1.destinations.first ?? "") }
        }
    }

    private struct ItemResult: Sendable {
        let item: Item
        let address: Result<SHA256Digest, any Error>

        var failure: (any Error)? {
            if case .failure(let error) = address { error } else { nil }
        }
    }

    private func comparison(of definitions: Project) throws -> Comparison {
        Comparison(
            references: try project.readReferences(of: definitions),
            destinations: try destination.destinations(of: definitions).map(\.name)
        )
    }

    private func items(of document: ProjectDocument?) -> [Item] {
        guard let document else {
            return paths.map { path in
                Item(name: path, location: FilePath(path), options: image ? .image() : .modelData())
            }
        }
        let problems = document.problems(in: project.directory)
        return document.project.assets.map { asset in
            Item(
                name: asset.key.description,
                location: asset.source.location(in: project.directory),
                options: asset.source.options,
                problem: problems[asset.source]
            )
        }
    }

    /// Computes all addresses: a failure of one asset does not hide the others.
    private func fingerprint(
        _ items: [Item],
        _ own: OwnFiles,
        _ counters: ProgressCounters
    ) async throws -> [ItemResult] {
        let cache = cache.cache(logger: output.logger)
        return try await items.boundedMap(width: 2) { [output] item in
            do {
                if let problem = item.problem { throw problem }
                let found = try item.options.walk(at: item.location, width: output.jobs, own: own)
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

    /// - Parameter differences: The differences from the references; nil without `--check`.
    private func report(_ results: [ItemResult], _ differences: [Difference]?) throws {
        for result in results {
            if let error = result.failure { ErrorReport(error).note() }
        }
        for difference in differences ?? [] {
            let reason = difference.address.map { "the references have \($0)" } ?? "the references do not have it"
            Console.note("differs: \(difference.name) (\(difference.destinations.joined(separator: ", "))): \(reason)")
        }
        if differences?.isEmpty == false, !output.quiet {
            Console.note("  hint: run 'sageassets publish' and commit the references file")
        }
        switch output.format {
        case .text:
            for result in results {
                if case .success(let address) = result.address {
                    try Console.print("\(address)  \(result.item.name)")
                }
            }
        case .json:
            let differing = differences.map { Dictionary(grouping: $0, by: \.name) }
            let assets = results.map { json($0, differing) }
            try Console.print(json: JSON.object(["assets": .array(assets)]).indented)
        }
    }

    private func json(_ result: ItemResult, _ differing: [String: [Difference]]?) -> JSON {
        var members: [String: JSON] = [
            "path": .string(result.item.name),
            "kind": .string(result.item.options.kind.rawValue),
        ]
        switch result.address {
        case .success(let address):
            members["address"] = .string(address.description)
            if let differing {
                let names = (differing[result.item.name] ?? []).flatMap(\.destinations).sorted()
                members["differs"] = .bool(!names.isEmpty)
                members["differsAt"] = .array(names.map { .string($0) })
            }
        case .failure(let error): members["error"] = ErrorReport(error).json
        }
        return .object(members)
    }
}
