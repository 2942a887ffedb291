internal import Archive
internal import Assets
internal import Basics
internal import Hashing
internal import Lint
internal import Manifests
internal import Staging
internal import Stores
internal import Transfers

extension Publisher {
    /// Looks the assets up, lints those that are to be published, and chooses the bases of deltas; writes nothing.
    func makePlan(_ staged: StagedAssets) async throws -> PublishPlan {
        var plan = try await timing(.lookUp) { try await lookUp(staged) }
        if let lint { try await timing(.lint) { try await plan.apply(lint, to: staged) } }
        try await timing(.lookUp) { try await chooseBases(&plan, staged) }
        return plan
    }

    private func lookUp(_ staged: StagedAssets) async throws -> PublishPlan {
        let pairs = staged.items.flatMap { item in targets.map { (item: item, target: $0) } }
        let statuses = try await scheduler.map(.lookUp, pairs) { item, target in
            let publication = item.asset.publication(encoder: encoder, in: context(target))
            return try await capture { try await publication.lookUp() }
        }
        var plan = PublishPlan(failures: staged.failures)
        for ((item, target), result) in zip(pairs, statuses) {
            let key = item.declaration.key
            let found: PublicationLookUp
            switch result {
            case .success(let lookUp): found = lookUp
            case .failure(let error):
                plan.failures.append(PublishFailure(key: key, destination: target.name, error: error))
                found = PublicationLookUp(status: .conflict)
            }
            let isBundle = item.asset.format == .bundle || item.asset.format == .image
            plan.items.append(
                PublishPlan.Item(
                    key: key,
                    kind: item.declaration.kind,
                    address: item.asset.address,
                    format: item.asset.format,
                    byteCount: item.asset.tree.byteCount,
                    destination: target.name,
                    uri: target.store.uri(of: item.asset.objectKey),
                    status: found.status,
                    object: found.object,
                    hasObject: found.hasObject,
                    encoder: isBundle && found.status.isToPublish ? found.encoder ?? encoder.identifier : nil
                )
            )
        }
        return plan
    }

    /// Chooses the assets of each store that parts are copied from.
    ///
    /// Those are the ones of earlier references, or else those that were published last, if there is much to send. Bases of
    /// bundles are read and verified here, and kept for the publish.
    private func chooseBases(_ plan: inout PublishPlan, _ staged: StagedAssets) async throws {
        let indices = plan.items.indices.filter { plan.items[$0].status.isToPublish && plan.items[$0].format != .file }
        let known = indices.map { references.previousAddress(of: plan.items[$0], in: store(plan.items[$0])) }
        let recent = try await recentAssets(for: zip(indices, known).filter { $1 == nil }.map { plan.items[$0.0] })
        let choices = zip(indices, known).map { index, address in
            let item = plan.items[index]
            let others = recent[item.destination].map { item.format == .prefix ? $0.others : $0.bundles }
            return (index: index, item: item, candidates: address.map { [$0] } ?? others ?? [])
        }
        let chosen = try await scheduler.map(
            .verification,
            choices,
            byteCount: { Self.indexByteCount(of: $0.item, in: staged) }
        ) { index, item, candidates in
            guard item.format != .prefix, let store = store(item) else { return (index, candidates) }
            let encoder = item.encoder.flatMap(FrameEncoder.init(identifier:)) ?? encoder
            let content = try staged.asset(item).known
            let delta = try await BundleDelta.find(like: content, among: candidates, by: encoder, in: store)
            deltas.keep(delta, for: item)
            return (index, delta.map { [$0.base.address] } ?? [])
        }
        for (index, bases) in chosen { plan.items[index].bases = bases }
    }

    /// Estimates the memory that the index of a base takes: it has about as many entries as the new asset.
    private static func indexByteCount(of item: PublishPlan.Item, in staged: StagedAssets) -> Int {
        let entryCount = (try? staged.asset(item).content.entries.count) ?? 0
        return item.format == .prefix ? 0 : entryCount * 4096
    }

    /// Looks up the assets that were published last, at each destination of some items with much to send.
    private func recentAssets(for items: [PublishPlan.Item]) async throws -> [String: RecentAssets] {
        let names = Set(items.filter { $0.byteCount >= RecentAssets.leastByteCount }.map(\.destination))
        let found = try await scheduler.map(.lookUp, targets.filter { names.contains($0.name) }) { target in
            (target.name, try await RecentAssets(in: target.store))
        }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    private func store(_ item: PublishPlan.Item) -> (any ObjectStore)? {
        targets.first { $0.name == item.destination }?.store
    }
}

extension References {
    /// Returns the address at which an asset was published last in the format of an item.
    fileprivate func previousAddress(of item: PublishPlan.Item, in store: (any ObjectStore)?) -> SHA256Digest? {
        guard let store, let asset = assets[item.key], asset.address != item.address,
            let reference = asset.destinations[item.destination], let object = reference.modelData ?? reference.context
        else { return nil }
        let keys = ObjectKeys(asset.address)
        // Not so where the manifest has another store of this name now.
        let uri = store.uri(of: item.format == .prefix ? keys.prefix : keys.bundle)
        return object.uri.hasSameBytes(as: uri) ? asset.address : nil
    }
}
