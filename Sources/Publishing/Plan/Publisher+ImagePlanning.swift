internal import Assets
internal import Basics
internal import Hashing
internal import Images
internal import Manifests
internal import Registry
internal import Staging

extension Publisher {
    /// Looks the images up, and decides where those that are missing come from.
    func planImages(_ plan: inout PublishPlan, _ staged: StagedAssets) async throws {
        let items = plan.items.filter { $0.kind == .image && $0.status != .conflict }
        guard images.mode != .context, !items.isEmpty else { return }
        for item in items where target(of: item)?.images == nil {
            plan.warnings.append(PublishWarning(key: item.key, diagnostic: .noRepository(item.destination)))
        }
        let found = try await scheduler.map(.lookUp, items.filter { target(of: $0)?.images != nil }) { item in
            (item, try await capture { try await findImage(of: item) })
        }
        var sources: [SHA256Digest: String] = [:]
        for case (let item, .success(.some)) in found where sources[item.address] == nil {
            sources[item.address] = item.destination
        }
        for (item, result) in found {
            do {
                let image = try result.get()
                let work: ImagePlan
                if let image {
                    work = .found(image)
                } else if let source = sources[item.address] {
                    work = .push(from: source)
                } else if images.mode == .require {
                    throw PublishingError.imageMissing(asset: item.key.description)
                } else {
                    let builder = try await builders.builder(named: try builderName(of: item, staged))
                    work = .build(BuilderName(rawValue: builder.name))
                }
                plan.set(work, for: item)
            } catch {
                plan.fail(item, error)
            }
        }
    }

    /// Returns the image that a destination has under the address; nil if it has none.
    private func findImage(of item: PublishPlan.Item) async throws -> ImageReference? {
        let reference = references[item.key, item.destination]
        let known = reference?.address == item.address ? reference?.image.flatMap { ImageDigest($0.digest) } : nil
        guard let repository = try await target(of: item)?.images?.repository(),
            let digest = try await repository.imageDigest(ofTag: item.address.description, known: known)
        else { return nil }
        return ImageReference(digest: digest.description, uri: repository.uri(of: digest))
    }

    private func builderName(of item: PublishPlan.Item, _ staged: StagedAssets) throws -> BuilderName? {
        guard case .image(let build) = try staged.asset(item).options else { return nil }
        return build.builder ?? target(of: item)?.images?.builder
    }
}

extension PublishPlan {
    fileprivate mutating func set(_ work: ImagePlan, for item: Item) {
        guard let index = items.firstIndex(of: item) else { return }
        items[index].image = work
    }

    /// Takes an item whose image cannot be had out of the plan: its reference would be incomplete.
    fileprivate mutating func fail(_ item: Item, _ error: any Error) {
        items.removeAll { $0 == item }
        failures.append(PublishFailure(key: item.key, destination: item.destination, error: error))
    }
}

extension Diagnostic {
    fileprivate static func noRepository(_ destination: String) -> Diagnostic {
        Diagnostic(
            .warning,
            "no-repository",
            "its build context is published, but no image: the destination '\(destination)' has no 'repository'",
            fix: "name a repository in the manifest, or build the image elsewhere ('sageassets image-build')"
        )
    }
}
