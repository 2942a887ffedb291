internal import Basics
package import Registry

extension ImageWork {
    /// A push to one repository, whose steps are observed.
    package typealias Push = @Sendable (_ observer: @escaping PushObserver) async throws -> ImageDigest

    /// Sends the image to repositories that are prepared: to several registries at once, and to the repositories of one
    /// registry one after another, so that the first one gets the layers, and the others mount them from there.
    ///
    /// - Parameters:
    ///   - image: The image.
    ///   - repositories: The repositories.
    ///   - body: Called for each repository, with its index; runs the push.
    /// - Returns: For each repository the digest that the tag names there, or the error.
    /// - Throws: `CancellationError` only.
    package func push(
        _ image: any ImageContent,
        to repositories: [any ImageRepository],
        _ body: @escaping @Sendable (_ index: Int, Push) async throws -> ImageDigest
    ) async throws -> [Result<ImageDigest, any Error>] {
        let origin = try await origin()
        let turns = Dictionary(grouping: repositories.indices) { index in
            repositories[index].registryName ?? "directory \(index)"
        }
        let digests = try await Array(turns.values).boundedMap(width: turns.count) { [tag] indices in
            var digests: [(index: Int, digest: Result<ImageDigest, any Error>)] = []
            var source = origin
            for index in indices {
                let repository = repositories[index]
                let digest = try await capture {
                    try await body(index) { [source] observer in
                        try await repository.push(image, tag: tag, mountingFrom: source, observer: observer)
                    }
                }
                if case .success = digest { source = repository }
                digests.append((index, digest))
            }
            return digests
        }
        return digests.flatMap(\.self).sorted { $0.index < $1.index }.map(\.digest)
    }
}
