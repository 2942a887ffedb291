internal import Assets
internal import Basics
internal import Hashing
internal import Images
internal import Lint
internal import Manifests
internal import Registry
internal import Staging
internal import SystemPackage
internal import Transfers

/// The result of an image at a destination.
struct ImageOutcome: Sendable {
    var image: ImageReference?
    var errors: [any Error] = []
    var warnings: [Diagnostic] = []
}

extension Publisher {
    private typealias Outcome = (PublishPlan.Item.ID, ImageOutcome)
    private typealias ReadyItem = (item: PublishPlan.Item, repository: any ImageRepository)

    /// Makes the images that are missing, each once for all its destinations, and pushes them.
    func publishImages(_ plan: PublishPlan, _ staged: StagedAssets) async throws -> [PublishPlan.Item.ID: ImageOutcome]
    {
        var seen: Set<PublishPlan.Item.ID> = []
        let items = plan.items.filter { $0.image.map { $0.action != .found } ?? false && seen.insert($0.id).inserted }
        let groups = Dictionary(grouping: items, by: \.address).values.sorted { $0[0].key < $1[0].key }
        let outcomes = try await groups.boundedMap(width: images.jobs) { group in
            switch try await capture({ try await publishImage(of: group, staged) }) {
            case .success(let outcomes): outcomes
            case .failure(let error): group.map { ($0.id, ImageOutcome(errors: [error])) }
            }
        }
        return Dictionary(outcomes.flatMap(\.self), uniquingKeysWith: { first, _ in first })
    }

    private func publishImage(
        of items: [PublishPlan.Item],
        _ staged: StagedAssets
    ) async throws -> [Outcome] {
        let asset = try staged.asset(items[0])
        let (work, destinations) = try imageWork(of: items, asset)
        let (ready, missing) = try await prepare(destinations)
        guard !ready.isEmpty else { return missing }
        let pushed: [Outcome] = try await ImageWorkspace.withDirectory(environment: images.environment) { workspace in
            let key = items[0].key
            let image = try await self.image(of: key, work, for: destinations.map(\.target), in: workspace)
            let findings = lint == nil ? [] : try await asset.lint(image)
            let errors = findings.filter { $0.severity == .error }
            guard errors.isEmpty else {
                return ready.map { ($0.item.id, ImageOutcome(errors: errors.map { LintError($0) })) }
            }
            let warnings = findings.filter { $0.severity == .warning }
            let digests = try await work.push(image, to: ready.map(\.repository)) { index, push in
                try await self.push(ready[index].item, push)
            }
            return zip(ready, digests).map { destination, pushed in
                switch pushed {
                case .success(let digest):
                    let uri = destination.repository.uri(of: digest)
                    let image = ImageReference(digest: digest.description, uri: uri)
                    return (destination.item.id, ImageOutcome(image: image, warnings: warnings))
                case .failure(let error): return (destination.item.id, ImageOutcome(errors: [error]))
                }
            }
        }
        return missing + pushed
    }

    /// Returns the repositories that can be pushed to, and the outcomes where there is none: nothing is built for those.
    private func prepare(
        _ destinations: [(item: PublishPlan.Item, target: ImageTarget)]
    ) async throws -> (ready: [ReadyItem], missing: [Outcome]) {
        let prepared = try await destinations.boundedMap(width: destinations.count) { item, target in
            (item, try await capture { try await target.preparedRepository() })
        }
        var ready: [ReadyItem] = []
        var missing: [Outcome] = []
        for (item, result) in prepared {
            switch result {
            case .success(let repository): ready.append((item, repository))
            case .failure(let error): missing.append((item.id, ImageOutcome(errors: [error])))
            }
        }
        return (ready, missing)
    }

    private func image(
        of key: AssetKey,
        _ work: ImageWork,
        for targets: [ImageTarget],
        in workspace: FilePath
    ) async throws -> any ImageContent {
        defer { observer(.buildEnded(key)) }
        return try await work.image(for: targets, in: workspace) { builder in
            observer(.building(key, builder: builder))
        } log: { [observer] line in
            observer(.built(key, line: line))
        }
    }

    /// Returns the work for some items of one address, and their repositories.
    private func imageWork(
        of items: [PublishPlan.Item],
        _ asset: StagedAsset
    ) throws(PublishingError) -> (ImageWork, [(item: PublishPlan.Item, target: ImageTarget)]) {
        let destinations = items.compactMap { item in target(of: item)?.images.map { (item: item, target: $0) } }
        let builds = items.compactMap(\.image).filter { $0.action == .build }
        let sourceName = items.lazy.compactMap { $0.image?.source }.first
        let source: ImageWork.Source? =
            if let build = builds.first {
                .build(build.builder)
            } else {
                targets.first { $0.name == sourceName }?.images.map { .copy(from: $0) }
            }
        guard let source, destinations.count == items.count, case .image(let build) = asset.options else {
            throw .outdatedPlan(asset: items[0].key.description)
        }
        let work = ImageWork(
            name: items[0].key.description,
            asset: asset,
            build: build,
            source: source,
            directory: directory,
            builders: builders,
            environment: images.environment,
            width: width
        )
        return (work, destinations)
    }

    private func push(_ item: PublishPlan.Item, _ push: ImageWork.Push) async throws -> ImageDigest {
        let publication = PublishEvent.Publication(key: item.key, destination: item.destination, isImage: true)
        observer(.transfer(.began, of: publication))
        defer { observer(.transfer(.ended, of: publication)) }
        return try await push { [observer] event in observer(.transfer(TransferEvent(event), of: publication)) }
    }
}

extension StagedAsset {
    /// Checks an image that was built from the asset.
    fileprivate func lint(_ image: any ImageContent) async throws -> [Diagnostic] {
        guard case .image(let build) = options else { return [] }
        let linter = ImageLinter(platform: try build.imagePlatform)
        try await linter.fetchBlobs(of: image)
        return try linter.lint(image, context: tree)
    }
}

extension TransferEvent {
    /// The step of a push.
    fileprivate init(_ event: PushEvent) {
        self =
            switch event {
            case .willPush(let count): .willPublish(count, isBundled: false)
            case .found(let count): .found(count)
            case .mounted(let count): .copied(count)
            case .sent(let count): .sent(count)
            }
    }
}
