package import Archive
public import Assets
internal import Basics
package import Manifests
package import Staging
public import Images
public import Stores
package import SystemPackage
internal import Transfers

/// Publishes assets to their destinations.
public struct Publisher: Sendable {
    /// A destination with its store.
    public struct Target: Sendable {
        /// The destination's name.
        public let name: String
        /// Its store.
        public let store: any ObjectStore
        /// Its repository for images; nil if only build contexts are published there.
        public let images: ImageTarget?

        /// Creates a destination from a name, a store and a repository.
        public init(name: String, store: any ObjectStore, images: ImageTarget? = nil) {
            self.name = name
            self.store = store
            self.images = images
        }
    }

    let scheduler: TransferScheduler
    let deltas = DeltaCache()
    private let connections: EarlyConnections
    let targets: [Target]
    let references: References
    let encoder: FrameEncoder
    let lint: PublishLint?
    let images: ImageOptions
    let builders: BuilderChoice
    let directory: FilePath
    let width: Int
    let observer: PublishObserver
    private let own: OwnFiles
    private let cache: FingerprintCache?
    /// The executor that files are read on; nil for that of the caller.
    private let executor: BlockingExecutor?

    /// Creates a publisher.
    ///
    /// - Parameters:
    ///   - directory: The directory of the manifest.
    ///   - own: The files that the program itself writes, which take part in no asset; the local stores of the targets are added.
    ///   - targets: The destinations.
    ///   - references: The references of earlier publishes: their assets are the bases of deltas.
    ///   - compression: The balance of speed and size of bundles; existing bundles are kept.
    ///   - width: The number of threads that work on files.
    ///   - memoryByteCount: The memory that the run may take, or nearly so.
    ///   - observer: Receives the steps of the run.
    ///   - cache: The digests of files that have not changed, which are not read then; nil to read all.
    ///   - lint: The lint of artifacts before anything of them is sent; nil for none.
    ///   - images: The treatment of images.
    ///   - executor: The executor that files are read on; nil if the caller runs on one that may be blocked.
    package init(
        directory: FilePath,
        own: OwnFiles = OwnFiles(),
        targets: [Target],
        references: References = References(),
        compression: BundleCompression = .default,
        width: Int,
        memoryByteCount: Int? = nil,
        observer: @escaping PublishObserver = { _ in },
        cache: FingerprintCache? = nil,
        lint: PublishLint? = PublishLint(),
        images: ImageOptions = ImageOptions(),
        executor: BlockingExecutor? = nil
    ) {
        self.directory = directory
        let stores = targets.compactMap { $0.store.properties.directory.map { FilePath($0) } }
        self.own = OwnFiles(paths: own.paths + stores, outputs: own.outputs)
        self.targets = targets
        connections = EarlyConnections(to: targets.map(\.store))
        self.references = references
        encoder = FrameEncoder(compression: compression)
        self.width = width
        scheduler = TransferScheduler(processByteCount: memoryByteCount)
        self.observer = observer
        self.cache = cache
        self.lint = lint
        self.images = images
        builders = BuilderChoice(environment: images.environment, width: width)
        self.executor = executor
    }

    /// Reads assets, so that their addresses are known.
    ///
    /// - Throws: `CancellationError` only: an asset that cannot be read is a failure of the result.
    public func stage(_ declarations: [AssetDeclaration]) async throws -> StagedAssets {
        try await onThreads {
            let own = own.updated()
            async let listed = ListedStore.listed(
                targets.map { ($0.name, $0.store) },
                assetCount: declarations.count,
                cache: cache?.directory
            )
            let results = try await timing(.fingerprint) {
                try await declarations.boundedMap(width: 2) { declaration in
                    try await capture { try await stage(declaration, own, isOnlyOne: declarations.count == 1) }
                }
            }
            var items: [StagedAssets.Item] = []
            var failures: [PublishFailure] = []
            for (declaration, result) in zip(declarations, results) {
                switch result {
                case .success(let asset): items.append(.init(declaration: declaration, asset: asset))
                case .failure(let error):
                    failures.append(PublishFailure(key: declaration.key, destination: nil, error: error))
                }
            }
            return StagedAssets(items: items, failures: failures, listed: await listed)
        }
    }

    /// Finds out what is to be published, and how; writes nothing.
    ///
    /// - Throws: `CancellationError` only: the error of an asset or of a destination is a failure of the plan.
    public func plan(_ staged: StagedAssets) async throws -> PublishPlan {
        try await onThreads { try await makePlan(staged) }
    }

    /// Carries out a plan; a failure of one asset does not stop the others.
    ///
    /// - Parameters:
    ///   - plan: The plan, made by this publisher or by another one for the same content and stores.
    ///   - staged: The files of its assets.
    /// - Throws: `CancellationError` only: the error of an asset is in the report.
    public func publish(_ plan: PublishPlan, _ staged: StagedAssets) async throws -> PublishReport {
        try await onThreads {
            for item in plan.unpublished { observe(item)(item.announcement) }
            let (results, images) = try await timing(.publish) {
                async let images = publishImages(plan, staged)
                let results = try await publish(plan.unpublished, staged)
                return (results, try await images)
            }
            return report(plan, Dictionary(results, uniquingKeysWith: { first, _ in first }), images)
        }
    }

    /// Aborts the unfinished uploads that interrupted publishes have left at the destinations, and that nobody will finish.
    ///
    /// A publish that another process makes at the same time begins its uploads anew.
    ///
    /// - Parameter report: The report of this publish: the uploads of its failures are kept, since the next one needs them.
    /// - Returns: The URIs of the objects that the uploads were to create.
    public func abortUploads(except report: PublishReport) async throws -> [String] {
        let failed = Set(report.failures.compactMap(\.address))
        var uris: [String] = []
        for target in targets {
            uris += try await target.store.abortUploads(except: failed).map { target.store.uri(of: $0) }
        }
        return uris
    }

    private func onThreads<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        guard let executor else { return try await body() }
        return try await withTaskExecutorPreference(executor) { try await body() }
    }

    /// Runs a stage and reports the time that it takes.
    func timing<Result>(
        _ stage: PublishEvent.Stage,
        _ body: () async throws -> Result
    ) async rethrows -> Result {
        let start = ContinuousClock.now
        defer { observer(.finished(stage, start.duration(to: .now))) }
        return try await body()
    }

    private func stage(_ declaration: AssetDeclaration, _ own: OwnFiles, isOnlyOne: Bool) async throws -> StagedAsset {
        let found = try declaration.source.walk(in: directory, width: width, own: own)
        observer(.willHash(Int(found.tree.byteCount)))
        var options = StagingOptions(width: width, cache: cache) { [observer] in observer(PublishEvent($0)) }
        switch found.format {
        case .file: options.partByteCount = FileUpload.partSize(byteCount: found.tree.byteCount)
        case .prefix: break
        case .bundle, .image:
            // The digest of one large file is work for one core: the others take that of the tar archive meanwhile.
            if isOnlyOne, width > 1, found.tree.isLittleMoreThanOneFile {
                options.treeReader = TarDigestReader(width: width) { [observer] in observer(.hashed($0)) }
            }
        }
        return try await connections.opening(whileReading: found.tree.byteCount) { try await found.stage(options) }
    }

    /// Publishes items, small ones beside large ones.
    private func publish(
        _ items: [PublishPlan.Item],
        _ staged: StagedAssets
    ) async throws -> [(PublishPlan.Item.ID, Result<ObjectReference, any Error>)] {
        let kinds = Dictionary(grouping: items) { TransferScheduler.Kind.publication(byteCount: $0.byteCount) }
        return try await Array(kinds).boundedMap(width: kinds.count) { kind, items in
            try await scheduler.map(kind, items) { item in
                observe(item)(.began)
                defer { observe(item)(.ended) }
                return (item.id, try await capture { try await publish(item, staged) })
            }
        }
        .flatMap(\.self)
    }

    private func publish(_ item: PublishPlan.Item, _ staged: StagedAssets) async throws -> ObjectReference {
        let asset = try staged.asset(item)
        guard let target = target(of: item),
            target.store.uri(of: asset.objectKey).hasSameBytes(as: item.uri),
            let encoder = item.encoder.map(FrameEncoder.init(identifier:)) ?? encoder
        else { throw PublishingError.outdatedPlan(asset: item.key.description) }
        let delta = deltas.take(for: item)
        return try await asset.publication(
            encoder: encoder,
            bases: item.bases,
            delta: delta,
            isMissing: item.status == .missing && (item.format == .file || item.byteCount <= PartLayout.wholeByteLimit),
            in: TransferContext(store: target.store, scheduler: scheduler, observer: observe(item), width: width)
        )
        .publish(hasObject: item.hasObject)
    }

    /// Returns the destination of an item, or nil for a plan with other destinations.
    func target(of item: PublishPlan.Item) -> Target? { targets.first { $0.name == item.destination } }

    /// The observer of an item's steps.
    private func observe(_ item: PublishPlan.Item) -> TransferObserver {
        let publication = PublishEvent.Publication(key: item.key, destination: item.destination)
        return { [observer] in observer(.transfer($0, of: publication)) }
    }

    private func report(
        _ plan: PublishPlan,
        _ objects: [PublishPlan.Item.ID: Result<ObjectReference, any Error>],
        _ images: [PublishPlan.Item.ID: ImageOutcome]
    ) -> PublishReport {
        var report = PublishReport(items: [], failures: plan.failures, warnings: plan.warnings)
        for item in plan.items {
            let image = images[item.id]
            // An image is the same at all destinations.
            let warnings = (image?.warnings ?? []).map { PublishWarning(key: item.key, diagnostic: $0) }
            report.warnings += warnings.filter { !report.warnings.contains($0) }
            switch objects[item.id] ?? item.object.map({ .success($0) }) {
            case .success(let object) where image?.errors.isEmpty ?? true:
                let reference = image?.image ?? item.image?.image
                report.items.append(.init(item, object, reference, wasFound: !item.isToPublish))
            case .failure(let error): report.failures.append(PublishFailure(item, error))
            case .success, nil: break
            }
            report.failures += (image?.errors ?? []).map { PublishFailure(item, $0) }
        }
        return report
    }
}

extension PublishFailure {
    fileprivate init(_ item: PublishPlan.Item, _ error: any Error) {
        self.init(key: item.key, address: item.address, destination: item.destination, error: error)
    }
}

extension PublishEvent {
    /// The step of reading an asset's files.
    package init(_ step: StagingProgress) {
        switch step {
        case .read(let count): self = .hashed(count)
        case .cached(let count): self = .cached(count)
        }
    }
}

extension PublishPlan.Item {
    /// The step that reports how much there is to publish.
    fileprivate var announcement: TransferEvent {
        switch format {
        case .bundle, .image: .willPublish(Int(byteCount), isBundled: true)
        case .file, .prefix: .willPublish(Int(byteCount), isBundled: false)
        }
    }
}
