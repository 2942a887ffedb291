internal import ArgumentParser
internal import Basics
internal import Hashing
internal import Manifests
internal import Publishing
internal import SageMaker
internal import Staging
internal import SystemPackage

/// The command `sageassets fingerprint`.
struct Fingerprint: OutputCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the addresses of assets.",
        discussion: """
            An address is a SHA-256 over what matters and nothing else: paths, content, executable bits and kept links. \
            For a file it is what sha256sum prints. Without paths, the assets of the manifest are looked at; with --check \
            they are compared with the references file, and the exit code is 3 if any differs. Files that have not changed \
            since they were last looked at are not read again.
            """
    )

    @Argument(help: ArgumentHelp("Model artifacts: files or directories.", valueName: "path"))
    var paths: [String] = []

    @Flag(help: "The paths are Dockerfile directories.")
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
        let progress = PublishProgress()
        let results = try await output.withThreads {
            try await ProgressLine.showing(progress, options: output) { try await fingerprint(subjects(), progress) }
        }
        let differences = check ? try compare(results) : []
        try report(results, differences)
        if let failure = results.compactMap(\.failure).first { throw AlreadyTold(status: failure.exitStatus) }
        if !differences.isEmpty { throw AlreadyTold(status: .differs) }
    }
}

extension Fingerprint {
    /// What to look at, and what to call it.
    private struct Subject: Sendable {
        let name: String
        let kind: AssetKind
        let source: AssetSource
    }

    private struct Outcome: Sendable {
        let subject: Subject
        let address: Result<SHA256Digest, any Error>

        var failure: (any Error)? {
            if case .failure(let error) = address { error } else { nil }
        }
    }

    private func subjects() throws -> [Subject] {
        guard paths.isEmpty else {
            return paths.map { path in
                Subject(
                    name: path,
                    kind: image ? .image : .modelData,
                    source: image ? .image(FilePath(path)) : .artifact(FilePath(path))
                )
            }
        }
        return try project.readProject().assets.map { asset in
            Subject(name: asset.key.description, kind: asset.kind, source: asset.source(in: project.directory))
        }
    }

    /// A failure of one asset does not hide the addresses of the others.
    private func fingerprint(_ subjects: [Subject], _ progress: PublishProgress) async throws -> [Outcome] {
        let cache = cache.cache(logger: output.logger)
        return try await subjects.boundedMap(width: 2) { [output] subject in
            do {
                let found = try subject.source.find(width: output.jobs)
                progress.willHash(Int(found.tree.byteCount))
                let staged = try await found.stage(
                    width: output.jobs,
                    cache: cache,
                    cached: progress.didRemember,
                    progress: { progress.didHash($0) }
                )
                return Outcome(subject: subject, address: .success(staged.address))
            } catch {
                try Task.checkCancellation()
                return Outcome(subject: subject, address: .failure(error))
            }
        }
    }

    /// Names the assets that are not what the references say.
    private func compare(_ outcomes: [Outcome]) throws -> [(name: String, referenced: SHA256Digest?)] {
        let references = try project.referencesFile.read()
        return outcomes.compactMap { outcome in
            guard case .success(let address) = outcome.address else { return nil }
            let reference = references.assets[AssetKey(outcome.subject.name)]
            let referenced = reference?.address
            let isThere = destination.names.allSatisfy { reference?.destinations[$0] != nil }
            return referenced == address && isThere ? nil : (outcome.subject.name, isThere ? referenced : nil)
        }
    }

    private func report(_ outcomes: [Outcome], _ differences: [(name: String, referenced: SHA256Digest?)]) throws {
        for outcome in outcomes {
            if let error = outcome.failure { ErrorReport(error).note() }
        }
        for (name, referenced) in differences {
            let reason = referenced.map { "the references have \($0)" } ?? "the references do not have it"
            Console.note("differs: \(name): \(reason)")
        }
        if !differences.isEmpty { Console.note("  hint: run 'sageassets publish' and commit the references file") }
        switch output.format {
        case .text:
            for outcome in outcomes {
                if case .success(let address) = outcome.address {
                    try Console.print("\(address)  \(outcome.subject.name)")
                }
            }
        case .json:
            let differing = Set(differences.map(\.name))
            try Console.print(document: JSON.object(["assets": .array(outcomes.map { json($0, differing) })]).indented)
        }
    }

    private func json(_ outcome: Outcome, _ differing: Set<String>) -> JSON {
        var members: [String: JSON] = [
            "path": .string(outcome.subject.name),
            "kind": .string(outcome.subject.kind.rawValue),
        ]
        switch outcome.address {
        case .success(let address):
            members["address"] = .string(address.description)
            if check { members["differs"] = .bool(differing.contains(outcome.subject.name)) }
        case .failure(let error): members["error"] = ErrorReport(error).json
        }
        return .object(members)
    }
}
