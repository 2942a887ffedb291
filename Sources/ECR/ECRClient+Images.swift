internal import Basics
public import Registry

/// An image of a repository of Amazon ECR.
public struct ECRImage: Sendable, Hashable {
    /// The digest of the manifest.
    public let digest: ImageDigest
    /// The media type of the manifest; nil if ECR does not say.
    public let mediaType: MediaType?
}

extension ECRClient {
    /// Returns the image that a tag names, or nil if there is none.
    ///
    /// - Throws: `ECRError`, `.repositoryNotFound` among them; it needs the permission `ecr:DescribeImages`.
    public func image(tagged tag: String, in repository: String) async throws -> ECRImage? {
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
        return ECRImage(digest: digest, mediaType: detail.imageManifestMediaType.map { MediaType($0) })
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
