internal import FoundationEssentials
public import Images
internal import Logging
internal import SystemPackage

/// The entry for programs. It reads files on threads of its own, so that they block no task of the caller.
///
///     let publisher = try Publisher(directory: "project", destinations: [.local])
///     let report = try await publisher.publish([AssetSource(path: "artifacts/scorer", options: .modelData())])
extension Publisher {
    /// The options of a publish.
    public struct Options: Sendable {
        /// The references of earlier publishes: their assets are the bases of deltas.
        public var references: References
        /// The balance of speed and size of bundles.
        public var compression: BundleCompression
        /// The lint of artifacts before anything of them is sent; nil for none.
        public var lint: PublishLint?
        /// The treatment of images.
        public var images: ImageOptions

        /// Creates options; the defaults are those of `sageassets publish`.
        public init(
            references: References = References(),
            compression: BundleCompression = .default,
            lint: PublishLint? = PublishLint(),
            images: ImageOptions = ImageOptions()
        ) {
            self.references = references
            self.compression = compression
            self.lint = lint
            self.images = images
        }
    }

    /// Shared by the process, since its threads never end; nil where there are no more threads: the caller's is used then.
    private static let sharedExecutor = try? BlockingExecutor(threadCount: coreCount)

    private static var coreCount: Int { ProcessInfo.processInfo.activeProcessorCount }

    /// Creates a publisher to destinations, as a manifest has them; nothing is read or sent yet.
    ///
    /// - Parameters:
    ///   - directory: The directory that the paths of assets and of local stores are relative to.
    ///   - destinations: The destinations: a store in the directory's `.sageassets/store` by default.
    ///   - environment: The variables that give credentials, regions and endpoints: those of the process if nil.
    ///   - options: The options of the publish.
    /// - Throws: `AWSConfigurationError` if the region, the endpoint or the profile of a destination cannot be determined.
    public init(
        directory: String,
        destinations: [Destination] = [.local],
        environment: [String: String]? = nil,
        options: Options = Options()
    ) throws {
        let directory = FilePath(FileManager.default.currentDirectoryPath).pushing(FilePath(directory))
        let logger = Logger(label: "sageassets", factory: { _ in SwiftLogNoOpLogHandler() })
        let factory = StoreFactory(
            directory: directory,
            environment: environment ?? ProcessInfo.processInfo.environment,
            logger: logger
        )
        let targets = try destinations.map { destination in
            Target(
                name: destination.name,
                store: try factory.makeStore(for: destination),
                images: try factory.makeImageTarget(for: destination)
            )
        }
        self.init(directory: directory.string, targets: targets, options: options)
    }

    /// Creates a publisher to stores.
    ///
    /// - Parameters:
    ///   - directory: The directory that the paths of assets are relative to.
    ///   - targets: The stores, with their names in references.
    ///   - options: The options of the publish.
    public init(directory: String, targets: [Target], options: Options = Options()) {
        self.init(
            directory: FilePath(FileManager.default.currentDirectoryPath).pushing(FilePath(directory)),
            targets: targets,
            references: options.references,
            compression: options.compression,
            width: Self.coreCount,
            lint: options.lint,
            images: options.images,
            executor: Self.sharedExecutor
        )
    }

    /// Plans the publish of assets and carries the plan out.
    ///
    /// - Parameter sources: The assets; equal ones are published once.
    /// - Returns: The references, and the failures: one asset's does not stop the others.
    /// - Throws: `CancellationError` only.
    public func publish(_ sources: [AssetSource]) async throws -> PublishReport {
        let staged = try await stage(AssetDeclaration.declarations(for: sources))
        return try await publish(try await plan(staged), staged)
    }
}
