public import Basics

/// An error of an operation on a repository; those of the network are `HTTPError`s.
public enum RegistryError: UserFacingError, Hashable {
    /// The registry, or its token server, rejected a request or failed at it.
    case errorResponse(RegistryErrorResponse)
    /// Bytes do not have the digest by which they are known.
    case digestMismatch(item: String, expected: ImageDigest, actual: String)
    /// The bytes of a blob on this machine do not have its digest or size.
    case damagedBlob(ImageDigest, problem: String)
    /// The server's response does not have the form that the specification demands.
    case invalidResponse(item: String, problem: String, hint: String?)
    /// A text that names no repository, tag or registry.
    case invalidName(String, kind: String)
    /// The document or the program that has the credentials of a registry cannot be used.
    case credentials(source: String, problem: String, hint: String)
    /// The tag of an image names a manifest that the repository does not have.
    case absentManifest(uri: String, tag: String)
    /// An image of a format that SageMaker does not take.
    case unsuitableImage(uri: String, mediaType: String)
    /// An image layout directory that cannot be used.
    case invalidLayout(path: String, problem: String)

    /// The failure and the image.
    public var message: String {
        switch self {
        case .errorResponse(let response): response.message
        case .digestMismatch(let item, let expected, let actual):
            "'\(item.printable())' has the digest \(actual.printable(limit: 100)), not \(expected)"
        case .damagedBlob(let digest, let problem): "the blob \(digest) on this machine is damaged: \(problem)"
        case .invalidResponse(let item, let problem, _): "the response about '\(item.printable())' \(problem)"
        case .invalidName(let text, let kind): "'\(text.printable(limit: 100))' is not \(kind)"
        case .credentials(let source, let problem, _):
            "the credentials in '\(source.printable())' are unusable: \(problem)"
        case .absentManifest(let uri, let tag):
            "the tag '\(tag.printable(limit: 128))' is said to name '\(uri.printable())', but there is no such manifest"
        case .unsuitableImage(let uri, let mediaType):
            "'\(uri.printable())' has the media type '\(mediaType.printable(limit: 100))', which SageMaker does not take"
        case .invalidLayout(let path, let problem): "'\(path.printable())' is not an image layout: \(problem)"
        }
    }

    /// The remedy.
    public var hint: String? {
        switch self {
        case .errorResponse(let response): response.hint
        case .digestMismatch: "bytes were changed on the way or at rest; run again, and suspect proxies and memory"
        case .damagedBlob: "run again; if it occurs again, build the image without the builder's cache"
        case .invalidResponse(_, _, let hint): hint ?? "check that the address is that of a registry"
        case .invalidName(_, let kind):
            kind.contains("registry")
                ? "write it like 'registry.example.com' or '127.0.0.1:5000'"
                : "it consists of lower-case letters and digits with '.', '_', '-' and '/' between them"
        case .credentials(_, _, let hint): hint
        case .absentManifest: "run again; if it occurs again, suspect the registry, or a proxy before it"
        case .unsuitableImage:
            "remove the tag from the repository and publish again, or build it elsewhere as 'sageassets image-build' says: "
                + "Docker's format is pushed then"
        case .invalidLayout: "remove or rename it: the next publish makes a new one"
        }
    }

    /// The kind of the failure.
    public var errorCode: Diagnostic.Code {
        switch self {
        case .errorResponse(let response): response.errorCode
        case .digestMismatch: "digest-mismatch"
        case .damagedBlob: "damaged-blob"
        case .invalidResponse: "invalid-response"
        case .invalidName: "invalid-image-name"
        case .credentials: "invalid-registry-credentials"
        case .absentManifest: "digest-mismatch"
        case .unsuitableImage: "unsuitable-image"
        case .invalidLayout: "invalid-image-layout"
        }
    }

    /// Corrupt images have an exit status of their own.
    public var exitStatus: ExitStatus {
        switch self {
        case .digestMismatch, .absentManifest, .unsuitableImage: .corrupt
        case .invalidName: .usage
        default: .failed
        }
    }
}
