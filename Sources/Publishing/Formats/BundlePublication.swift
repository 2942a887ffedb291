internal import Archive
internal import Basics
internal import Hashing
internal import Manifests
internal import Staging
internal import Stores
internal import Transfers

/// A directory that is published as a bundle.
struct BundlePublication: ObjectPublication {
    let asset: StagedAsset
    /// The encoder of a bundle that is not there yet.
    let encoder: FrameEncoder
    /// The addresses of assets that may serve as base.
    let bases: [SHA256Digest]
    /// The base with its reusable frames, if the plan has read it.
    let delta: BundleDelta?
    let isMissing: Bool
    let context: TransferContext

    func publish(hasObject: Bool) async throws -> ObjectReference {
        guard hasObject else { return try await send() }
        do {
            return try await adopt(madeBy: encoder)
        } catch let error as StoreError {
            // The interrupted publisher may have used another compression.
            for other in BundleCompression.allCases.map(FrameEncoder.init(compression:)) where other != encoder {
                if case .success(let reference) = try await capture({ try await adopt(madeBy: other) }) {
                    return reference
                }
            }
            throw error
        }
    }

    /// Writes the index of an existing bundle: the bundle is made again and compared, and nothing is sent.
    private func adopt(madeBy encoder: FrameEncoder) async throws -> ObjectReference {
        context.observer(.restarted)
        let parts = PartDigests(asset.tree.entries, context.store.properties.checksumAlgorithm)
        let bundle = try await BundleWriter(asset.tree, encoder: encoder, width: context.width).write(
            asset.known,
            to: { parts.add($0, try $0.bytes()) },
            progress: { count, isRead in
                context.observer(.published(count, isRead: isRead))
                context.observer(.found(count))
            }
        )
        return try await record(index(bundle, parts.finish()), .exists)
    }

    /// Makes and sends the bundle; the store copies the parts that a base contains.
    private func send() async throws -> ObjectReference {
        if let delta = try await findDelta() {
            do {
                return try await send(delta)
            } catch ArchiveError.baseDiffers, ArchiveError.contentChanged {
                // The base does not match its index, or a file has changed, which fails again below.
            }
        }
        return try await send(nil)
    }

    private func findDelta() async throws -> BundleDelta? {
        if let delta { return delta }
        return try await BundleDelta.find(like: asset.known, among: bases, by: encoder, in: context.store)
    }

    private func send(_ delta: BundleDelta?) async throws -> ObjectReference {
        let layout = PartLayout(asset.tree.entries)
        let upload = StreamUpload(key: asset.objectKey, layout: layout, base: delta?.base, context: context)
        let result = try await upload.write { queue in
            context.observer(.restarted)
            let bundle = try await BundleWriter(asset.tree, encoder: encoder, width: context.width).write(
                asset.known,
                reusing: delta?.reuse,
                to: { slice in
                    context.observer(.made(slice.byteCount))
                    try await queue.write(slice)
                },
                progress: { context.observer(.published($0, isRead: $1)) }
            )
            return (bundle, sha256: bundle.sha256)
        }
        return try await record(index(result.summary, result.multipart), result.outcome)
    }

    private func index(_ bundle: WrittenBundle, _ multipart: ObjectParts?) -> BundleIndex {
        BundleIndex(address: asset.address, bundle: bundle, multipart: multipart, creator: Version.creator)
    }
}
