internal import Archive
internal import Basics
internal import Hashing
internal import Manifests
internal import Staging
internal import Stores

/// A directory that is published as a bundle.
struct BundlePublication: ObjectPublication {
    let asset: StagedAsset
    /// The encoder of a bundle that is not there yet.
    let encoder: FrameEncoder
    /// The addresses of assets in the store that may have much in common with this one.
    let bases: [SHA256Digest]
    let context: PublicationContext

    func publish(_ status: PublicationStatus) async throws -> ObjectReference {
        context.progress.willPack(Int(asset.tree.byteCount))
        guard case .incomplete(let remainder) = status else { return try await send(by: encoder) }
        guard remainder.hasObject else {
            return try await send(by: remainder.encoder.flatMap(FrameEncoder.init(identifier:)) ?? encoder)
        }
        do {
            return try await adopt(madeBy: encoder)
        } catch let error as StoreError {
            // The publisher that was stopped may have compressed in another way.
            for other in BundleCompression.allCases.map(FrameEncoder.init(compression:)) where other != encoder {
                if case .success(let reference) = try await capture({ try await adopt(madeBy: other) }) {
                    return reference
                }
            }
            throw error
        }
    }

    /// Writes the index of a bundle that is there: the bundle is made again and compared, and nothing is sent.
    private func adopt(madeBy encoder: FrameEncoder) async throws -> ObjectReference {
        let parts = PartDigests()
        let bundle = try await BundleWriter(asset.tree, encoder: encoder, width: context.width).write(
            asset.known,
            to: { parts.add(try $0.bytes(), cuts: $0.cuts) },
            progress: { context.progress.didPack($0, isRead: $1) }
        )
        return try await record(index(bundle, parts.finish()), .exists)
    }

    /// Makes and sends the bundle, of which the store copies the parts that a base has.
    private func send(by encoder: FrameEncoder) async throws -> ObjectReference {
        if let delta = try await BundleDelta.find(like: asset.known, among: bases, by: encoder, in: context.store) {
            do {
                return try await send(by: encoder, delta)
            } catch ArchiveError.previousDiffers, ArchiveError.contentChanged {
                // The base is not what its index says; or a file has changed, which shows again below.
            }
        }
        return try await send(by: encoder, nil)
    }

    private func send(by encoder: FrameEncoder, _ delta: BundleDelta?) async throws -> ObjectReference {
        let upload = StreamUpload(key: asset.objectKey, base: delta?.base, context: context)
        let result = try await upload.write { queue in
            let bundle = try await BundleWriter(asset.tree, encoder: encoder, width: context.width).write(
                asset.known,
                reusing: delta?.reuse,
                to: { try await queue.write($0) },
                progress: { context.progress.didPack($0, isRead: $1) }
            )
            return (bundle, sha256: bundle.sha256)
        }
        return try await record(index(result.summary, result.multipart), result.outcome)
    }

    private func index(_ bundle: WrittenBundle, _ multipart: BundleIndex.Multipart?) -> BundleIndex {
        BundleIndex(address: asset.address, bundle: bundle, multipart: multipart, creator: Version.creator)
    }
}
