internal import Basics
internal import Manifests
internal import Staging
internal import Stores

/// A file that is published as it is.
struct FilePublication: ObjectPublication {
    let asset: StagedAsset
    let context: PublicationContext

    func publish(_ status: PublicationStatus) async throws -> ObjectReference {
        context.progress.willPack(Int(asset.tree.byteCount))
        let upload = FileUpload(
            asset: asset,
            entry: 0,
            key: asset.objectKey,
            partSize: FileUpload.partSize(byteCount: asset.tree.byteCount),
            context: context
        )
        let (outcome, multipart) =
            status.hasObject ? (.exists, try await upload.multipart()) : try await upload.write()
        let index = BundleIndex(
            file: asset.address,
            byteCount: asset.tree.byteCount,
            multipart: multipart,
            creator: Version.creator
        )
        return try await record(index, outcome)
    }
}
