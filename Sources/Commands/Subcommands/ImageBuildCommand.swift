public import ArgumentParser
public import Assets
internal import Basics
internal import Foundation
internal import Hashing
internal import Manifests
internal import Publishing
internal import SageMaker
internal import Staging
internal import Stores

/// The command `sageassets image-build`.
struct ImageBuildCommand: OutputCommand {
    enum Product: String, ExpressibleByArgument, CaseIterable {
        case buildspec, job, command
    }

    static let configuration = CommandConfiguration(
        commandName: "image-build",
        abstract: "Print a build specification, job or script that builds an image on another machine.",
        discussion: """
            'buildspec' is a specification for AWS CodeBuild, 'job' a Kubernetes Job with BuildKit, and 'command' a script for a \
            machine with docker, podman or the like: 'sageassets image-build --emit command | ssh builder sh'. They download \
            the context that was published to a bucket, compare it with the references file, build, and push to the \
            destination's repository. The next publish finds the image there by its tag, which is its address.

            The script contains a presigned URL, which is a secret: whoever has it can read the context until it expires. It is \
            printed to standard output only.
            """
    )

    @Argument(help: ArgumentHelp("The Dockerfile directory; not needed if there is only one.", valueName: "asset"))
    var asset: String?

    @Option(help: "The kind of output.")
    var emit: Product

    @Option(help: ArgumentHelp("The destination of the context and the image.", valueName: "name"))
    var destination: String?

    @Option(
        help: ArgumentHelp(
            "The program that the command uses: docker, podman, buildah, nerdctl or finch.",
            valueName: "name"
        )
    )
    var builder: BuilderName?

    @Option(
        help: ArgumentHelp(
            """
            The validity of the command's URL: 90s, 10m, 12h, at most 168h, and no longer than that of the credentials. \
            (default: 1h)
            """,
            valueName: "time"
        )
    )
    var expires: RetryTime?

    @OptionGroup var project: ProjectOptions
    @OptionGroup var cache: CacheOptions
    @OptionGroup var output: OutputOptions

    static var otherSingleOptions: [String] { ["--destination"] }

    func validate() throws {
        if emit != .command, builder != nil { throw ValidationError("--builder is for '--emit command' only") }
        if builder == .buildctl { throw ValidationError("buildctl builds with '--emit job'") }
        if emit != .command, expires != nil { throw ValidationError("--expires is for '--emit command' only") }
        let longest = StoreFactory.longestURLValidity
        guard (1...longest).contains(validity) else {
            throw ValidationError("--expires takes a time from 1s to \(longest / 3600)h")
        }
    }

    /// The validity of the URL in seconds.
    private var validity: Int { expires.map { Int($0.duration.components.seconds) } ?? 3600 }

    func run() async throws {
        let definitions = try project.readProject()
        let destination = try definitions.destination(named: destination)
        let asset = try chosenAsset(of: definitions)
        let build = try RemoteBuild(asset, at: destination, references: try project.readReferences(of: definitions))
        guard try await address(of: asset, in: definitions) == build.address else {
            throw RemoteBuildError.outdated(asset.key, destination: destination.name)
        }
        switch emit {
        case .buildspec: try Console.print(document: try build.buildspec())
        case .job: try Console.print(document: try build.job())
        case .command: try Console.print(document: try await script(of: build, at: destination))
        }
        guard !output.quiet else { return }
        Console.note(
            "next: run it, then sageassets publish --destination \(destination.name), which finds the image by its tag"
        )
    }

    /// Returns the image that was named, by its key or its path, or the only one.
    private func chosenAsset(of definitions: Project) throws(RemoteBuildError) -> AssetDeclaration {
        let images = definitions.assets.filter { $0.kind == .image }
        guard let asset else {
            guard images.count == 1 else { throw .severalImages(images.map(\.key)) }
            return images[0]
        }
        if let image = images.first(where: { $0.key == AssetKey(asset) }) { return image }
        let path = AssetSource(path: asset, options: .image()).path
        let variants = images.filter { $0.source.path == path }
        guard variants.count < 2 else { throw .severalImages(variants.map(\.key)) }
        guard let image = variants.first else { throw .unknownAsset(asset, known: images.map(\.key)) }
        return image
    }

    /// Computes the address: the options of the manifest must be those of the published context.
    private func address(of asset: AssetDeclaration, in definitions: Project) async throws -> SHA256Digest {
        let (own, cache) = (project.ownFiles(of: definitions), cache.cache(logger: output.logger))
        return try await output.withThreads {
            let found = try asset.source.walk(in: project.directory, width: output.jobs, own: own)
            return try await found.stage(StagingOptions(width: output.jobs, cache: cache)).address
        }
    }

    private func script(of build: RemoteBuild, at destination: Destination) async throws -> String {
        CoreFiles.forbid()
        let factory = StoreFactory(
            directory: project.directory,
            environment: ProcessInfo.processInfo.environment,
            logger: output.logger
        )
        let uri = build.context.uri
        guard let presigned = try await factory.presignedURL(of: uri, at: destination, expiresIn: validity) else {
            let problem = "has the URI '\(uri)', which is not in this destination"
            throw SageMakerError.unusableReference(build.key, destination: destination.name, problem: problem)
        }
        if !output.quiet { Console.note("the URL in the script is a secret until \(presigned.expiration)") }
        return build.script(
            builder: program(of: build, destination),
            url: presigned.url,
            expiry: presigned.expiration
        )
    }

    /// The program of the command: the one that was named, else the manifest's if it can be used here.
    private func program(of build: RemoteBuild, _ destination: Destination) -> BuilderName {
        let named = builder ?? build.build.builder ?? destination.builder
        return named.flatMap { $0 == .buildctl ? nil : $0 } ?? .docker
    }
}

extension BuilderName: ExpressibleByArgument {}
