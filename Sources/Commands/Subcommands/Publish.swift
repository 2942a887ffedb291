internal import ArgumentParser
internal import Basics
internal import Foundation
internal import Manifests
internal import Publishing
internal import SageMaker

/// The command `sageassets publish`.
struct Publish: OutputCommand {
    static let configuration = CommandConfiguration(
        abstract: "Brings the manifest's assets to their destinations, and writes the references file.",
        discussion: """
            What is there already, proved by size and checksum, is not sent again. A reference is written only when the \
            object behind it is proved. Without --destination, all destinations of the manifest are published to. \
            Artifacts that would be sent are linted before: of a .tar.gz larger than 256 MiB the first 64 MiB, of which \
            'sageassets lint' reads all.
            """
    )

    @Flag(help: "Print what would be done, and do nothing.")
    var dryRun = false

    @Flag(name: .customLong("no-lint"), help: "Send artifacts that SageMaker would fail on, too.")
    var isUnlinted = false

    @Flag(help: "Print how much was read, sent and found.")
    var stats = false

    @OptionGroup var project: ProjectOptions
    @OptionGroup var destination: DestinationOptions
    @OptionGroup var compression: CompressionOptions
    @OptionGroup var cache: CacheOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let definitions = try project.readProject()
        try definitions.validate()
        // What cannot be read now could not be written to later.
        let references = try project.referencesFile.read()
        let factory = StoreFactory(
            directory: project.directory,
            environment: ProcessInfo.processInfo.environment,
            logger: output.logger
        )
        let targets = try destination.destinations(of: definitions).map { destination in
            Publisher.Target(name: destination.name, store: try factory.makeStore(for: destination))
        }
        let progress = PublishProgress()
        let publisher = Publisher(
            directory: project.directory,
            ownFiles: [project.absolute(project.referencesFile.path)],
            targets: targets,
            references: references,
            compression: compression.compression,
            width: output.jobs,
            progress: progress,
            cache: cache.cache(logger: output.logger),
            lint: isUnlinted ? nil : PublishLint(assetsOfOwnImages: definitions.modelDataOfOwnImages)
        )
        let outcome = try await output.withThreads {
            try await ProgressLine.showing(progress, options: output) { () -> PublishOutcome in
                let plan = try await publisher.plan(definitions.assets)
                return dryRun ? .planned(plan) : .published(try await publisher.publish(plan))
            }
        }
        let rendering = PublishRendering(
            format: output.format,
            statistics: .init(progress.snapshot, requestCount: factory.traffic.requestCount),
            showsStatistics: stats,
            showsWarnings: !output.quiet
        )
        switch outcome {
        case .planned(let plan): try rendering.show(plan, destinations: targets.map(\.name))
        case .published(let report):
            try rendering.show(try project.referencesFile.record(report))
        }
    }

    private enum PublishOutcome: Sendable {
        case planned(PublishPlan)
        case published(PublishReport)
    }
}
