/// An entry of a directory asset, as a walk finds it, without its content.
public struct TreeEntry: Sendable, Hashable {
    /// The type of an entry with its metadata; no other metadata affects the address.
    public enum Kind: Sendable, Hashable {
        case directory
        /// A regular file: its size in bytes, and whether its owner may execute it.
        case file(size: Int64, isExecutable: Bool)
        /// A symbolic link that is kept as a link, with the text of its target.
        case link(target: String)
    }

    /// The path relative to the root, `/`-separated, without a leading `./`.
    public let path: String
    /// The type of the entry.
    public let kind: Kind

    /// Creates an entry for a path that is relative to the root.
    public init(path: String, kind: Kind) {
        self.path = path
        self.kind = kind
    }

    /// Whether two entries have the same kind and the same path, byte for byte.
    public static func == (left: TreeEntry, right: TreeEntry) -> Bool {
        left.path.utf8.elementsEqual(right.path.utf8) && left.kind == right.kind
    }

    /// The size of a file's content in bytes; 0 for everything else.
    public var byteCount: Int64 {
        if case .file(let size, _) = kind { size } else { 0 }
    }

    /// Whether the entry has content, and so a digest.
    public var isFile: Bool {
        if case .file = kind { true } else { false }
    }
}
