internal import Basics
internal import FoundationEssentials

/// The members of a manifest or an index that the program reads; others are ignored, as the specifications demand.
///
/// Sources: "OCI Image Manifest Specification", "OCI Image Index Specification", and "Image Manifest Version 2, Schema 2"
/// of Docker's registry.
struct ManifestDocument: Decodable {
    /// The largest document: the least that registries must accept, and the most that ECR does.
    ///
    /// Source: "Pushing Manifests" in the OCI distribution specification; "Amazon ECR service quotas".
    static let byteLimit = 4 << 20

    let schemaVersion: Int
    let mediaType: String?
    let config: Descriptor?
    let layers: [Descriptor]?
    let manifests: [Descriptor]?

    struct Descriptor: Decodable {
        let mediaType: String
        let digest: String
        let size: Int64
        let urls: [String]?
        let platform: Platform?
        let annotations: [String: String]?
    }

    struct Platform: Decodable {
        let os: String
        let architecture: String
        let variant: String?
    }

    /// Reads a document.
    ///
    /// - Parameter image: The name of the image, for errors.
    static func read(_ bytes: [UInt8], of image: String) throws(ImageManifestError) -> ManifestDocument {
        func invalid(_ problem: String) -> ImageManifestError { ImageManifestError(image, .invalid(problem: problem)) }
        guard bytes.count <= byteLimit else { throw invalid("it is larger than \(byteLimit) bytes") }
        let document: ManifestDocument
        do {
            document = try JSONDecoder().decode(ManifestDocument.self, from: Data(bytes))
        } catch DecodingError.keyNotFound(let key, _) {
            throw invalid("'\(key.stringValue)' is missing")
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
            let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
            throw invalid("'\(path.joined(separator: ".").printable(limit: 100))' has a value of another type")
        } catch {
            throw invalid("it is not JSON")
        }
        if let name = DuplicateKeys.first(in: bytes) {
            throw invalid("'\(name.printable(limit: 100))' occurs twice in one object")
        }
        guard document.schemaVersion == 2 else {
            throw invalid("its schemaVersion is \(document.schemaVersion), not 2")
        }
        // Else it would be an image to one program and an index to another one (CVE-2021-41190).
        guard document.manifests == nil || document.config == nil && document.layers == nil else {
            throw invalid("it has both 'manifests' and 'layers'")
        }
        return document
    }

    /// Returns the media type: the one that the document has, or else that of its members.
    ///
    /// - Parameter given: The media type by which the document was received.
    func type(given: MediaType?, of image: String) throws(ImageManifestError) -> MediaType {
        if let mediaType, let given, mediaType != given.description {
            let problem = "its mediaType is '\(mediaType.printable(limit: 100))', but it was received as "
            throw ImageManifestError(image, .invalid(problem: "\(problem)'\(given.description.printable(limit: 100))'"))
        }
        return mediaType.map { MediaType($0) } ?? given ?? (manifests == nil ? .ociManifest : .ociIndex)
    }
}

extension BlobDescriptor {
    init(_ document: ManifestDocument.Descriptor, of image: String) throws(ImageManifestError) {
        guard let digest = ImageDigest(document.digest) else {
            let problem = "'\(document.digest.printable(limit: 100))' is not a SHA-256 digest"
            throw ImageManifestError(image, .invalid(problem: problem))
        }
        guard document.size >= 0 else {
            throw ImageManifestError(image, .invalid(problem: "the size of \(digest) is \(document.size)"))
        }
        self.init(
            mediaType: MediaType(document.mediaType),
            digest: digest,
            byteCount: document.size,
            urls: document.urls ?? []
        )
    }
}
