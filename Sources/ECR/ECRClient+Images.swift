internal import Basics
public import Registry

extension ECRClient {
    /// Returns the image that a tag names, or nil if there is none: also for credentials that must not read images.
    ///
    /// - Throws: `ECRError`, `.repositoryNotFound` among them; it needs the permission `ecr:DescribeImages`.
    public func image(tagged tag: String, in repository: String) async throws -> TaggedManifest? {
        let parameters: [String: JSON] = [
            "imageIds": [["imageTag": .string(tag)]], "repositoryName": .string(repository),
        ]
        let operation = ECROperation(
            .describeImages,
            repository: repository,
            parameters: parameters.merging(registryParameters) { $1 }
        )
        let details: [ImageDetail]
        do {
            details = try await perform(operation, returning: ImageDetails.self).imageDetails
        } catch ECRError.errorResponse(let response) where response.code == "ImageNotFoundException" {
            return nil
        }
        guard let detail = details.first(where: { $0.imageTags?.contains(tag) ?? false }),
            let digest = ImageDigest(detail.imageDigest)
        else { throw invalidResponse(operation, "has no digest of the image with tag '\(tag)'") }
        return TaggedManifest(digest: digest, mediaType: detail.imageManifestMediaType.map { MediaType($0) })
    }
}

private struct ImageDetails: Decodable {
    let imageDetails: [ImageDetail]
}

private struct ImageDetail: Decodable {
    let imageDigest: String
    let imageTags: [String]?
    let imageManifestMediaType: String?
}
