internal import ArgumentParser
internal import Basics
internal import Foundation
internal import Manifests
internal import Publishing
internal import SageMaker
internal import Stores

/// The command `sageassets publish`.
struct PublishCommand: OutputCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Publish the manifest's assets, and write the references file.",
        discussion: """
            Objects that exist already, verified by size and checksum, are not uploaded again. A reference is written only \
            after its object is verified. References to removed assets are dropped. Without --destination, publishes to all \
            destinations of the manifest. The parts of an interrupted publish are kept for the next; --abort-stale aborts \
            all unfinished uploads: use it only while nobody else publishes. Images are built from Dockerfile directories \
            with the first program that works, or the one that SAGEASSETS_BUILDER or the manifest names, and pushed to the \
            destinations' repositories. Artifacts are linted before they are uploaded; of a .tar.gz larger than 256 MiB \
            only the first 64 MiB are ('sageassets lint' reads all of it).
            """
    )

    @Flag(help: "Print what would be published, and write nothing.")
    var dryRun = false

    @Flag(name: .customLong("no-lint"), help: "Upload artifacts even if SageMaker would fail on them.")
    var isUnlinted = false

    @Flag(help: "Keep references to assets and destinations that the manifest no longer has.")
    var keep = false

    @Flag(help: "Abort the unfinished uploads that interrupted publishes have left at the destinations.")
    var abortStale = false

    @Flag(help: "Print what it cost: bytes, requests and time.")
    var stats = false

    @OptionGroup var project: ProjectOptions
    @OptionGroup var destination: DestinationOptions
    @OptionGroup var compression: CompressionOptions
    @OptionGroup var checksums: ChecksumOptions
    @OptionGroup var images: ImageArguments
    @OptionGroup var cache: CacheOptions
    @OptionGroup var network: NetworkOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !(dryRun && abortStale) else { throw ValidationError("--abort-stale and --dry-run exclude each other") }
    }

    func run() async throws {
        let start = ContinuousClock.now
        let document = try project.readDocument()
        let definitions = document.project
        try document.checkAssets(in: project.directory)
        // A references file that cannot be read fails the run before anything is uploaded.
        let file = project.referencesFile(of: definitions)
        let known = try file.readForUpdate()
        if let conflict = known.conflict, !output.quiet { Console.note("warning: \(conflict.line)") }
        // From here on, keys and tokens are in memory.
        CoreFiles.forbid()
        let factory = StoreFactory(
            directory: project.directory,
            environment: ProcessInfo.processInfo.environment,
            logger: output.logger,
            longestOutage: network.retryFor?.duration,
            network: network.limits,
            checksumAlgorithm: checksums.checksum
        )
        let targets = try destination.destinations(of: definitions).map { destination in
            Publisher.Target(
                name: destination.name,
                store: try factory.makeStore(for: destination),
                images: try factory.makeImageTarget(for: destination)
            )
        }
        let counters = ProgressCounters()
        let publisher = Publisher(
            directory: project.directory,
            own: project.ownFiles(of: definitions),
            targets: targets,
            references: known.references,
            compression: compression.compression,
            width: output.jobs,
            memoryByteCount: network.memory?.byteCount,
            observer: { event in
                counters.add(event)
                output.tell(event)
            },
            cache: cache.cache(logger: output.logger),
            lint: isUnlinted ? nil : PublishLint(uses: definitions.artifactUses),
            images: images.options
        )
        let outcome: PublishOutcome
        do {
            outcome = try await output.withThreads {
                try await ProgressLine.showing(counters, traffic: factory.traffic, options: output) {
                    let staged = try await publisher.stage(definitions.assets)
                    let plan = try await publisher.plan(staged)
                    if dryRun { return .planned(plan) }
                    // Nothing is sent that could not be referenced then.
                    if plan.items.contains(where: \.isToPublish) { try file.checkWritable() }
                    return .published(try await publisher.publish(plan, staged))
                }
            }
        } catch is CancellationError {
            let keeping = Set(targets.filter { $0.store.properties.keepsParts }.map(\.name))
            throw PublishInterruption(
                keptByteCount: counters.snapshot.sentByteCount(to: keeping),
                arguments: CommandLine.arguments
            )
        }
        let rendering = PublishRendering(
            format: output.format,
            counters: counters.snapshot,
            statistics: PublishStatistics(counters.snapshot, requestCount: factory.traffic.requestCount),
            showsStatistics: stats,
            showsWarnings: !output.quiet
        )
        let scope = ReferencesScope(assets: definitions.assets, destinations: definitions.destinations)
        switch outcome {
        case .planned(let plan):
            var references = known.references
            try rendering.show(plan, dropped: keep ? [] : references.drop(outside: scope))
        case .published(let report):
            let recorded = try file.record(report, scope: keep ? nil : scope)
            if abortStale { show(aborted: try await publisher.abortUploads(except: report)) }
            try rendering.show(
                recorded,
                references: file.relativizingURIs(of: References(recorded.items)),
                elapsed: start.duration(to: .now)
            )
        }
    }

    private func show(aborted uris: [String]) {
        guard !output.quiet else { return }
        for uri in uris { Console.note("aborted the unfinished upload of \(uri)") }
    }

    private enum PublishOutcome: Sendable {
        case planned(PublishPlan)
        case published(PublishReport)
    }
}
