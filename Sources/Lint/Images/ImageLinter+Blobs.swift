internal import Basics
internal import Images
public import Registry

extension ImageLinter {
    /// The layers that are downloaded at a time.
    private static let width = 4

    /// Fetches the blobs that the lint of an image reads: its layers, if only they tell which program it runs.
    public func fetchBlobs(of image: any ImageContent) async throws {
        try await image.fetch(image.manifest.configuration)
        guard try image.configuration().entrypoint.isEmpty else { return }
        _ = try await image.manifest.layers.boundedMap(width: Self.width) { try await image.fetch($0) }
    }
}
