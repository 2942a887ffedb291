package import Assets
internal import Basics
internal import Hashing
package import Registry
package import Staging
package import SystemPackage

/// An image that is missing somewhere: it is built, or read where it is already, once for all its destinations.
package struct ImageWork: Sendable {
    /// The place that the image comes from.
    package enum Source: Sendable {
        /// Its Dockerfile directory.
        case build(BuilderName?)
        /// The repository of another destination.
        case copy(from: ImageTarget)
    }

    private let name: String
    private let asset: StagedAsset
    private let build: ImageBuild
    private let source: Source
    private let directory: FilePath
    private let builders: BuilderChoice
    private let environment: [String: String]
    private let width: Int

    /// Describes the work for an asset.
    ///
    /// - Parameters:
    ///   - name: The asset's name, for messages.
    ///   - asset: The Dockerfile directory.
    ///   - build: The options of the build.
    ///   - source: The place that the image comes from.
    ///   - directory: The directory of the manifest.
    ///   - builders: The programs that build images.
    ///   - environment: The variables of the process.
    ///   - width: The number of threads that work on files.
    package init(
        name: String,
        asset: StagedAsset,
        build: ImageBuild,
        source: Source,
        directory: FilePath,
        builders: BuilderChoice,
        environment: [String: String],
        width: Int
    ) {
        self.name = name
        self.asset = asset
        self.build = build
        self.source = source
        self.directory = directory
        self.builders = builders
        self.environment = environment
        self.width = width
    }

    /// The tag of the image: the asset's address.
    var tag: String { asset.address.description }

    /// Builds or reads the image.
    ///
    /// - Parameters:
    ///   - targets: The destinations, whose logins serve for base images.
    ///   - workspace: An empty directory for the image's files; its owner removes it.
    ///   - willBuild: Called with the builder's name before the build.
    ///   - log: Receives the lines of the builder's output, on any thread.
    package func image(
        for targets: [ImageTarget],
        in workspace: FilePath,
        willBuild: (_ builder: String) -> Void,
        log: @escaping @Sendable (String) -> Void
    ) async throws -> any ImageContent {
        let platform = try build.imagePlatform
        switch source {
        case .copy(let target):
            let repository = try await target.repository()
            let found = try await repository?.image(.tag(tag), platform: platform, downloadingTo: workspace)
            guard let found else { throw ImageError.imageRemoved(tag: tag) }
            try found.configuration().check(platform)
            return found
        case .build(let builderName):
            let builder = try await builders.builder(named: builderName)
            willBuild(builder.name)
            let context = try await ContextDirectory(asset, at: workspace.appending("context"), width: width)
            defer { context.remove() }
            var request = ImageBuildRequest(
                name: name,
                context: context.path,
                build: build,
                platform: platform,
                directory: directory,
                environment: environment
            )
            request.credentials = try await baseImageCredentials(in: context.path, targets)
            let files = workspace.appending("build")
            try PrivateFiles.makeDirectory(files)
            return try await builder.build(request, in: files, log: log)
        }
    }

    /// Returns the repository that has the image already; nil if it is built.
    func origin() async throws -> (any ImageRepository)? {
        guard case .copy(let target) = source else { return nil }
        return try await target.repository()
    }

    /// Returns the logins for the registries that the build reads.
    private func baseImageCredentials(in context: FilePath, _ targets: [ImageTarget]) async throws
        -> BaseImageCredentials
    {
        let dockerfile = try Dockerfile.read(context.appending(build.dockerfile), in: context)
        let registries = BuildRegistries(build, dockerfile: String(decoding: dockerfile, as: UTF8.self))
        return try await BaseImageCredentials(for: registries.names, of: targets)
    }
}

extension ImageBuild {
    /// The platform of the image.
    package var imagePlatform: ImagePlatform {
        get throws {
            let text = platform ?? Self.standardPlatform
            guard let platform = ImagePlatform(text) else {
                throw ImageError.invalidOption(option: "the platform '\(text)'", reason: "it is not like 'linux/amd64'")
            }
            return platform
        }
    }
}
