internal import Assets
internal import AWSNames
internal import Basics
internal import Hashing
internal import Manifests
internal import SageMaker

/// A build of an image from its published context, on a machine that has neither the project nor this program.
///
/// The image is pushed under its address as the tag, by which the next publish finds it.
struct RemoteBuild {
    /// The asset.
    let key: AssetKey
    /// The address of the image.
    let address: SHA256Digest
    /// The options of the build.
    let build: ImageBuild
    /// The destination that the context is published to, and the image is pushed to.
    let destination: S3Destination
    /// The bundle of the context.
    let context: ObjectReference
    /// The host of the registry.
    let registry: String
    /// The name of the image in the registry: `registry/repository:address`.
    let image: String
    /// The region of the registry; nil for one that is not Amazon ECR's.
    let region: String?

    /// Describes the build of a published asset.
    ///
    /// - Throws: `SageMakerError` if the context is not published there, or if there is no repository; `RemoteBuildError` if
    ///   another machine cannot read the context, or does not know the registry.
    init(_ asset: AssetDeclaration, at destination: Destination, references: References) throws {
        guard case .image(let build) = asset.source.options else { throw RemoteBuildError.notAnImage(asset.key) }
        guard case .s3(let bucket) = destination.kind else { throw RemoteBuildError.localStore(destination.name) }
        guard let reference = references[asset.key, destination.name], reference.kind == .image else {
            throw SageMakerError.notPublished([asset.key], destination: destination.name)
        }
        guard let repository = bucket.repository else {
            throw SageMakerError.noRepository(asset.key, destination: destination.name)
        }
        key = asset.key
        address = reference.address
        self.build = build
        self.destination = bucket
        context = reference.object
        if let registry = bucket.registry {
            (self.registry, region) = (registry, nil)
        } else {
            guard let account = bucket.account ?? bucket.expectedBucketOwner,
                let region = try bucket.region.map({ try Region($0) })
            else { throw RemoteBuildError.unknownRegistry(destination.name) }
            (registry, self.region) = (region.registryHost(ofAccount: account), region.name)
        }
        image = "\(registry)/\(repository):\(reference.address)"
        guard context.uri.hasPrefix("s3://\(bucket.bucket)/\(bucket.prefix)"), reference.mismatch == nil else {
            let problem = "has the URI '\(context.uri)', which is not in this destination"
            throw SageMakerError.unusableReference(asset.key, destination: destination.name, problem: problem)
        }
        try checkOptions()
    }

    /// Checks that the build needs nothing but the context.
    private func checkOptions() throws(RemoteBuildError) {
        for (id, source) in build.secrets.sorted(by: { $0.key < $1.key }) {
            if case .file = source { throw .needsFile(key, item: "the file of secret '\(id)'", fix: .secret) }
        }
        for (name, value) in build.buildContexts.sorted(by: { $0.key < $1.key }) where !value.isRemoteContext {
            throw .needsFile(key, item: "the build context '\(name)', a directory", fix: .buildContext)
        }
    }

    /// The names of the environment variables that secrets come from, by id, sorted.
    var secrets: [(id: String, variable: String)] {
        build.secrets.sorted { $0.key < $1.key }.compactMap { id, source in
            if case .environment(let name) = source { (id, name) } else { nil }
        }
    }

    /// One line that names the image, for comments.
    var title: String { "The image '\(key)', address \(address)".printableLine }
}

extension String {
    /// Whether a named context is an image or a URL, rather than a directory beside the manifest.
    ///
    /// Source: `--build-context` in the reference of `docker buildx build`.
    fileprivate var isRemoteContext: Bool {
        ["docker-image://", "https://", "http://", "git://", "ssh://", "git@"].contains(where: hasPrefix)
    }
}

/// A reason why an image cannot be built elsewhere.
enum RemoteBuildError: UserFacingError, Hashable {
    /// The way to build without something that is on this machine only.
    enum Fix: Hashable { case secret, buildContext, ssh }

    case notAnImage(AssetKey)
    case localStore(String)
    case unknownRegistry(String)
    case needsFile(AssetKey, item: String, fix: Fix)
    case outdated(AssetKey, destination: String)
    case severalImages([AssetKey])
    case unknownAsset(String, known: [AssetKey])

    var message: String {
        switch self {
        case .notAnImage(let key): "'\(key)' is not an image"
        case .localStore(let name): "destination '\(name)' is a directory on this machine, which no other one reads"
        case .unknownRegistry(let name): "destination '\(name)' has no 'account' or no 'region' of the repository"
        case .needsFile(let key, let item, _): "the build of '\(key)' needs \(item), which is on this machine only"
        case .outdated(let key, let destination):
            "'\(key)' is not published to destination '\(destination)' as it is here now"
        case .severalImages([]): "the manifest has no image that is built from a directory"
        case .severalImages(let keys): "there are several images: \(keys.map { "'\($0)'" }.joined(separator: ", "))"
        case .unknownAsset(let name, _): "there is no image '\(name)' in the manifest"
        }
    }

    var hint: String? {
        switch self {
        case .notAnImage: "name the directory of a Dockerfile"
        case .localStore: "publish to a bucket, and name that destination with '--destination'"
        case .unknownRegistry(let name): "set both in destinations.\(name)"
        case .needsFile(_, _, .secret): "take the secret from an environment variable: '{ env: NAME }'"
        case .needsFile(_, _, .buildContext): "use an image or a URL, or move what is needed into the directory"
        case .needsFile(_, _, .ssh): "use '--emit command', or a secret in place of 'ssh'"
        case .outdated(_, let destination): "run 'sageassets publish --destination \(destination)' first"
        case .severalImages([]): "set 'image: { fromAsset: DIRECTORY }' of a container"
        case .severalImages: "name one of them"
        case .unknownAsset(let name, let known): Suggestion.hint(for: name, among: known.map(\.description))
        }
    }

    var errorCode: Diagnostic.Code {
        switch self {
        case .notAnImage: "not-an-image"
        case .localStore: "local-store"
        case .unknownRegistry: "unknown-registry"
        case .needsFile: "not-buildable-elsewhere"
        case .outdated: "not-published"
        case .severalImages: "several-images"
        case .unknownAsset: "unknown-asset"
        }
    }

    var exitStatus: ExitStatus {
        switch self {
        case .severalImages, .unknownAsset, .notAnImage: .usage
        case .localStore, .unknownRegistry, .needsFile, .outdated: .failed
        }
    }
}
