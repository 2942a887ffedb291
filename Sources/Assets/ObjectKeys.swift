public import Hashing

/// The keys of an asset's objects in a store, without the prefix that a bucket's destination adds.
///
/// This type is the only definition of the key layout; ``Parsed`` is its inverse.
public struct ObjectKeys: Sendable, Hashable {
    /// The suffix of every bundle's key, which SageMaker requires of compressed model data.
    package static let bundleSuffix = ".tar.gz"
    private static let indexSuffix = ".index.json"

    /// The asset's address.
    public let address: SHA256Digest

    /// Creates the keys of the asset with an address.
    public init(_ address: SHA256Digest) {
        self.address = address
    }

    /// The key of the index, which is written last.
    public var index: String { "\(address)\(Self.indexSuffix)" }

    /// The key of the bundle of a directory, or of an image's build context.
    public var bundle: String { "\(address)\(Self.bundleSuffix)" }

    /// The prefix of the keys of an asset in the format `.prefix`; SageMaker requires the trailing slash.
    public var prefix: String { "\(address)/" }

    /// Returns the key of an asset in the format `.file`: the address with the file's extension.
    ///
    /// The extension of an archive is `.tar.gz`, also for a `.tgz` and for other cases: SageMaker takes no other.
    ///
    /// - Parameter name: The file's name.
    public func file(named name: String) -> String {
        if ArchiveName.matches(name) { return bundle }
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else {
            return address.description
        }
        return "\(address)\(name[dot...])"
    }

    /// Returns the key of a file below the prefix.
    ///
    /// - Parameter path: The file's path in the asset.
    public func member(_ path: String) -> String { prefix + path }
}

extension ObjectKeys {
    /// The components of a key.
    public enum Parsed: Sendable, Hashable {
        /// The key of an asset's index.
        case index(SHA256Digest)
        /// The key of a bundle, or of an asset in the format `.file`.
        case object(SHA256Digest)
        /// The key of a file of an asset in the format `.prefix`, with the file's path; empty for the prefix itself.
        case member(SHA256Digest, path: String)

        /// Parses a key; returns nil for a key that no asset has.
        public init?(_ key: String) {
            guard let address = SHA256Digest(String(key.prefix(2 * SHA256Digest.byteCount))) else { return nil }
            let rest = key.utf8.dropFirst(2 * SHA256Digest.byteCount)
            if rest.first == UInt8(ascii: "/") {
                self = .member(address, path: String(Substring(rest.dropFirst())))
            } else if rest.elementsEqual(ObjectKeys.indexSuffix.utf8) {
                self = .index(address)
            } else if rest.isEmpty || rest.first == UInt8(ascii: "."), !rest.contains(UInt8(ascii: "/")) {
                self = .object(address)
            } else {
                return nil
            }
        }

        /// The asset's address.
        public var address: SHA256Digest {
            switch self {
            case .index(let address), .object(let address), .member(let address, _): address
            }
        }
    }
}
