internal import Basics
internal import Manifests
internal import Staging
internal import Stores
internal import Transfers

/// A file that is published as it is.
struct FilePublication: ObjectPublication {
    let asset: StagedAsset
    let isMissing: Bool
    let context: TransferContext

    func publish(hasObject: Bool) async throws -> ObjectReference {
        let upload = FileUpload(
            asset: asset,
            entry: 0,
            key: asset.objectKey,
            partSize: FileUpload.partSize(byteCount: asset.tree.byteCount),
            context: context
        )
        let (outcome, multipart) =
            hasObject ? (.exists, try await upload.multipart()) : try await upload.write()
        let index = BundleIndex(
            file: asset.address,
            byteCount: asset.tree.byteCount,
            multipart: multipart,
            creator: Version.creator
        )
        return try await record(index, outcome)
    }
}
