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
        var plan = try await timing(.lookUp) {
            var plan = try await lookUp(staged)
            try await planImages(&plan, staged)
            return plan
        }
        if let lint {
            plan.lintContexts(of: staged)
            try await timing(.lint) { try await plan.apply(lint, to: staged) }
        }
        try await timing(.lookUp) { try await chooseBases(&plan, staged) }
        return plan
    }

    private func lookUp(_ staged: StagedAssets) async throws -> PublishPlan {
        let pairs = staged.items.flatMap { item in targets.map { (item: item, target: $0) } }
        let statuses = try await scheduler.map(.lookUp, pairs) { item, target in
            let store = staged.listed[target.name] ?? target.store
            let context = TransferContext(store: store, scheduler: scheduler, width: width)
            let publication = item.asset.publication(encoder: encoder, in: context)
            return try await capture { try await publication.lookUp() }
        }
        for store in staged.listed.values { store.saveAnswers() }
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
        let unpublished = try plan.unpublished.filter { $0.format != .file }.compactMap { item in
            try target(of: item).map { (item: item, asset: try staged.asset(item), store: $0.store) }
        }
        let known = unpublished.map { references.previousAddress(of: $0.item, $0.asset, in: $0.store) }
        let recent = try await recentAssets(for: zip(unpublished, known).filter { $1 == nil }.map(\.0.item), staged)
        let choices = zip(unpublished, known).map { choice, address in
            let others = recent[choice.item.destination].map { choice.item.format == .prefix ? $0.others : $0.bundles }
            return (choice, candidates: address.map { [$0] } ?? others ?? [])
        }
        let chosen = try await scheduler.map(
            .verification,
            choices,
            byteCount: { Self.indexByteCount(of: $0.0.asset) }
        ) { choice, candidates in
            let (item, asset, store) = choice
            guard item.format != .prefix else { return (item.id, candidates) }
            let encoder = item.encoder.flatMap(FrameEncoder.init(identifier:)) ?? encoder
            let delta = try await BundleDelta.find(like: asset.known, among: candidates, by: encoder, in: store)
            deltas.keep(delta, for: item)
            return (item.id, delta.map { [$0.base.address] } ?? [])
        }
        let bases = Dictionary(chosen, uniquingKeysWith: { first, _ in first })
        for index in plan.items.indices where plan.items[index].status.isToPublish {
            plan.items[index].bases = bases[plan.items[index].id] ?? []
        }
    }

    /// Estimates the memory that the index of a base takes: it has about as many entries as the new asset.
    private static func indexByteCount(of asset: StagedAsset) -> Int {
        asset.format == .prefix ? 0 : asset.content.entries.count * 4096
    }

    /// Looks up the assets that were published last, at each destination of some items with much to send.
    private func recentAssets(
        for items: [PublishPlan.Item],
        _ staged: StagedAssets
    ) async throws -> [String: RecentAssets] {
        let names = Set(items.filter { $0.byteCount >= RecentAssets.leastByteCount }.map(\.destination))
        let found = try await scheduler.map(.lookUp, targets.filter { names.contains($0.name) }) { target in
            (target.name, try await RecentAssets(in: staged.listed[target.name] ?? target.store))
        }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }
}

extension References {
    /// Returns the address at which an asset was published last in the format that it has now.
    fileprivate func previousAddress(
        of item: PublishPlan.Item,
        _ staged: StagedAsset,
        in store: any ObjectStore
    ) -> SHA256Digest? {
        guard let reference = self[item.key, item.destination], reference.address != item.address else { return nil }
        // Not so where the manifest has another store of this name now.
        let uri = store.uri(of: staged.objectKey(at: reference.address))
        return reference.object.uri.hasSameBytes(as: uri) ? reference.address : nil
    }
}
