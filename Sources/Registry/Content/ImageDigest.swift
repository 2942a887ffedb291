public import Hashing

/// The digest of a blob or a manifest, as registries write it: `sha256:` and 64 lower-case hexadecimal digits.
///
/// Source: "Digests" in the OCI image specification. Registries may know other algorithms; SageMaker's images have this one.
public struct ImageDigest: Sendable, Hashable, LosslessStringConvertible {
    private static let prefix = "sha256:"

    /// The SHA-256 digest of the bytes.
    public let sha256: SHA256Digest

    /// Names the digest of bytes.
    public init(_ sha256: SHA256Digest) {
        self.sha256 = sha256
    }

    /// Reads a digest; returns nil for any other text.
    public init?(_ description: String) {
        guard description.hasPrefix(Self.prefix),
            let sha256 = SHA256Digest(String(description.dropFirst(Self.prefix.count)))
        else { return nil }
        self.sha256 = sha256
    }

    /// The algorithm and the digits.
    public var description: String { Self.prefix + sha256.description }
}
