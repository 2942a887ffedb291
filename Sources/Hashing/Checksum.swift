/// The SHA-256 checksum of an object, of either type that S3 defines.
///
/// Source: "Checking object integrity in Amazon S3", Amazon S3 User Guide.
public enum Checksum: Sendable, Hashable {
    /// The digest of all bytes (S3's type `FULL_OBJECT`).
    case fullObject(SHA256Digest)
    /// The digest of the digests of an object's parts, in base64, a hyphen, and the number of parts (`COMPOSITE`).
    case composite(String)

    /// Returns the composite checksum of an object that is uploaded in parts.
    ///
    /// - Parameter parts: The digests of the parts in order.
    public static func composite(of parts: some Collection<SHA256Digest>) -> Checksum {
        var hash = SHA256()
        for part in parts { hash.update(part.bytes.span.bytes) }
        return .composite("\(hash.finish().base64)-\(parts.count)")
    }

    /// The checksum in the form of S3's headers and documents.
    public var s3: String {
        switch self {
        case .fullObject(let digest): digest.base64
        case .composite(let text): text
        }
    }

    /// Parses a checksum in the form of S3's headers and documents; returns nil for any other text.
    public init?(s3 text: String) {
        let fields = text.split(separator: "-", omittingEmptySubsequences: false)
        guard fields.count <= 2, let digest = Base64.decode(String(fields[0])).flatMap({ SHA256Digest(bytes: $0) })
        else { return nil }
        if fields.count == 1 {
            self = .fullObject(digest)
        } else {
            // The text may be shown, and a server may send anything.
            guard let partCount = Int(fields[1]), "\(partCount)" == fields[1], partCount > 0 else { return nil }
            self = .composite(text)
        }
    }
}

extension Checksum: CustomStringConvertible {
    /// The digest of all bytes in hexadecimal digits, or the composite checksum in S3's form.
    public var description: String {
        switch self {
        case .fullObject(let digest): digest.description
        case .composite(let text): text
        }
    }
}
