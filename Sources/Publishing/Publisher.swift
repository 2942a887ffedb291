package import Archive
public import Assets
internal import Basics
package import Manifests
package import Staging
public import Stores
package import SystemPackage

/// Publishes assets to their destinations.
public struct Publisher: Sendable {
    /// A destination with its store.
    public struct Target: Sendable {
        /// The destination's name.
        public let name: String
        /// Its store.
        public let store: any ObjectStore

        /// Joins a name and a store.
        public init(name: String, store: any ObjectStore) {
            self.name = name
            self.store = store
        }
    }

    private let scheduler = TransferScheduler()
    private let directory: FilePath
    private let ownFiles: [FilePath]
    private let targets: [Target]
    private let references: References
    private let encoder: FrameEncoder
    private let width: Int
    private let progress: PublishProgress
    private let cache: FingerprintCache?
    let lint: PublishLint?
    /// The executor that files are read on; nil for that of the caller.
    private let executor: BlockingExecutor?

    /// Prepares a publisher.
    ///
    /// - Parameters:
    ///   - directory: The directory of the manifest.
    ///   - ownFiles: The files that the program itself writes: an asset with one of them would change with every publish.
    ///   - targets: The destinations.
    ///   - references: The references of earlier publishes: a store copies what it has of an asset, and is sent the rest.
    ///   - compression: The balance of speed and size of bundles; one that a store has is left as it is.
    ///   - width: The number of threads that work on files.
    ///   - progress: The counters of the run.
    ///   - cache: The digests of files that have not changed, which are not read then; nil to read all.
    ///   - lint: The lint of artifacts before anything of them is sent; nil to send them as they are.
    ///   - executor: The executor that files are read on; nil if the caller runs on one that may be blocked.
    package init(
        directory: FilePath,
        ownFiles: [FilePath] = [],
        targets: [Target],
        references: References = References(),
        compression: BundleCompression = .default,
        width: Int,
        progress: PublishProgress = PublishProgress(),
        cache: FingerprintCache? = nil,
        lint: PublishLint? = PublishLint(),
        executor: BlockingExecutor? = nil
    ) {
        self.directory = directory
        self.ownFiles = ownFiles + targets.compactMap { $0.store.properties.directory.map { FilePath($0) } }
        self.targets = targets
        self.references = references
        encoder = FrameEncoder(compression: compression)
        self.width = width
        self.progress = progress
        self.cache = cache
        self.lint = lint
        self.executor = executor
    }

    /// Stages assets and finds out which are at their destinations; writes nothing.
    ///
    /// - Throws: `CancellationError` only: what is wrong with an asset is in the plan.
    public func plan(_ declarations: [AssetDeclaration]) async throws -> PublishPlan {
        try await onThreads { try await makePlan(declarations) }
    }

    private func makePlan(_ declarations: [AssetDeclaration]) async throws -> PublishPlan {
        let staged = try await progress.timing(.fingerprint) {
            try await declarations.boundedMap(width: 2) { declaration in
                (declaration, try await capture { try await stage(declaration, isOnlyOne: declarations.count == 1) })
            }
        }
        var steps: [PublishPlan.Step] = []
        var failures: [PublishFailure] = []
        for (declaration, result) in staged {
            switch result {
            case .success(let asset): steps.append(.init(declaration: declaration, asset: asset, statuses: [:]))
            case .failure(let error):
                failures.append(PublishFailure(key: declaration.key, destination: nil, error: error))
            }
        }
        let lookUps = steps.indices.flatMap { step in targets.map { (step: step, target: $0) } }
        let statuses = try await progress.timing(.lookUp) {
            try await scheduler.map(.lookUp, lookUps) { [steps] step, target in
                (step, target.name, try await status(of: steps[step], at: target))
            }
        }
        for (step, name, status) in statuses { steps[step].statuses[name] = status }
        let plan = PublishPlan(steps: steps, failures: failures)
        return try await progress.timing(.lint) { try await linted(plan) }
    }

    /// Carries out a plan.
    ///
    /// A failure of one asset does not stop the others.
    ///
    /// - Throws: `CancellationError` only: what is wrong with an asset is in the report.
    public func publish(_ plan: PublishPlan) async throws -> PublishReport {
        try await onThreads { try await carryOut(plan) }
    }

    private func onThreads<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        guard let executor else { return try await body() }
        return try await withTaskExecutorPreference(executor) { try await body() }
    }

    private func carryOut(_ plan: PublishPlan) async throws -> PublishReport {
        let uploads = Self.uniqueUploads(plan, targets)
        let results = try await progress.timing(.publish) {
            let recent = try await recentAssets(for: uploads)
            return try await scheduler.map(.publication, uploads) { upload in
                (upload.id, try await capture { try await publish(upload, recent[upload.target.name]) })
            }
        }
        let uploaded = Dictionary(results, uniquingKeysWith: { first, _ in first })
        return report(plan, uploaded)
    }

    private func stage(_ declaration: AssetDeclaration, isOnlyOne: Bool) async throws -> StagedAsset {
        let found = try declaration.source.walk(in: directory, width: width)
        let path = declaration.source.location(in: directory)
        for own in ownFiles where found.holds(own, at: path) {
            throw PublishingError.assetHoldsOwnFile(path: path.string, file: own.string)
        }
        progress.willHash(Int(found.tree.byteCount))
        var options = StagingOptions(width: width, cache: cache, progress: progress.didStage)
        switch found.format {
        case .file: options.partByteCount = FileUpload.partSize(byteCount: found.tree.byteCount)
        case .prefix: break
        case .bundle, .image:
            // The digest of one large file is work for one core: the others take that of the tar archive meanwhile.
            if isOnlyOne, width > 1, found.tree.isLittleMoreThanOneFile {
                options.treeReader = TarDigestReader(width: width, progress: progress)
            }
        }
        return try await found.stage(options)
    }

    private func status(of step: PublishPlan.Step, at target: Target) async throws -> PublicationStatus {
        switch try await capture({ try await publication(of: step, to: target).status() }) {
        case .success(let status): status
        case .failure(let error): .conflict(error)
        }
    }

    /// Looks up the assets that were published last, where there is much to send and no base is known: before anything is
    /// added.
    private func recentAssets(for uploads: [Upload]) async throws -> [String: RecentAssets] {
        let wanting = uploads.filter { upload in
            upload.step.asset.format != .file && upload.step.asset.tree.byteCount >= RecentAssets.leastByteCount
                && references.previousAddress(of: upload.step, at: upload.target) == nil
        }
        let wanted = Dictionary(
            wanting.map { ($0.target.name, $0.target.store) },
            uniquingKeysWith: { first, _ in first }
        )
        let found = try await scheduler.map(.lookUp, wanted.map { ($0, $1) }) { name, store in
            (name, try await RecentAssets(in: store))
        }
        return Dictionary(uniqueKeysWithValues: found)
    }

    private func publish(_ upload: Upload, _ recent: RecentAssets?) async throws -> PublishedReference {
        let publication = publication(of: upload.step, to: upload.target, recent)
        return PublishedReference(try await publication.publish(upload.status), of: upload.step.asset)
    }

    private func publication(
        of step: PublishPlan.Step,
        to target: Target,
        _ recent: RecentAssets? = nil
    ) -> any Publication {
        let previous = references.previousAddress(of: step, at: target).map { [$0] }
        let others = step.asset.format == .prefix ? recent?.others : recent?.bundles
        return step.asset.publication(
            encoder: encoder,
            bases: previous ?? others ?? [],
            in: PublicationContext(store: target.store, scheduler: scheduler, progress: progress, width: width)
        )
    }
}

// MARK: Uploads and report

extension Publisher {
    /// The identity of a publication: assets of the manifest with the same one are published once.
    private struct UploadID: Hashable {
        let object: String
        let destination: String

        init(_ step: PublishPlan.Step, _ destination: String) {
            object = step.asset.objectKey
            self.destination = destination
        }
    }

    private struct Upload: Sendable {
        let id: UploadID
        let step: PublishPlan.Step
        let target: Target
        let status: PublicationStatus
    }

    private static func uniqueUploads(_ plan: PublishPlan, _ targets: [Target]) -> [Upload] {
        var seen: Set<UploadID> = []
        return plan.steps.flatMap { step in
            targets.compactMap { target in
                let id = UploadID(step, target.name)
                guard let status = step.statuses[target.name], status.isToPublish, seen.insert(id).inserted else {
                    return nil
                }
                return Upload(id: id, step: step, target: target, status: status)
            }
        }
    }

    private func report(
        _ plan: PublishPlan,
        _ uploaded: [UploadID: Result<PublishedReference, any Error>]
    ) -> PublishReport {
        var items: [PublishReport.Item] = []
        var failures = plan.failures
        for step in plan.steps {
            for target in targets {
                func add(_ reference: PublishedReference, wasFound: Bool) {
                    let asset = PublishedAsset(
                        key: step.declaration.key,
                        kind: step.declaration.kind,
                        address: step.address,
                        reference: reference
                    )
                    items.append(.init(asset: asset, destination: target.name, wasFound: wasFound))
                }
                func fail(_ error: any Error) {
                    failures.append(.init(key: step.declaration.key, destination: target.name, error: error))
                }
                switch step.statuses[target.name] {
                case .published(let object): add(PublishedReference(object, of: step.asset), wasFound: true)
                case .conflict(let error): fail(error)
                case .incomplete, .missing, nil:
                    switch uploaded[UploadID(step, target.name)] {
                    case .success(let reference): add(reference, wasFound: false)
                    case .failure(let error): fail(error)
                    case nil: break
                    }
                }
            }
        }
        return PublishReport(items: items, failures: failures, warnings: plan.warnings)
    }
}

extension PublishedReference {
    fileprivate init(_ object: ObjectReference, of asset: StagedAsset) {
        switch asset.format {
        case .image: self.init(context: object)
        case .bundle, .file, .prefix: self.init(modelData: object)
        }
    }
}

/// Returns what a body returns or throws; only cancellation is not a result but the end of the run.
func capture<Success>(_ body: () async throws -> Success) async throws -> Result<Success, any Error> {
    do {
        return .success(try await body())
    } catch {
        try Task.checkCancellation()
        return .failure(error)
    }
}
