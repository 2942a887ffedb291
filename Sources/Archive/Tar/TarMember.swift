/// A member of a tar archive, as its header describes it.
package struct TarMember: Sendable, Hashable {
    /// The type of a member.
    package enum Kind: Sendable, Hashable {
        /// A regular file with its size in bytes.
        case file(size: Int64)
        case directory
        /// A symbolic link with its target as it stands.
        case symbolicLink(target: String)
        /// Another name of a file that stands before it in the archive.
        case hardLink(target: String)
        /// Another type of file: "device", "named pipe", "socket".
        case special(String)
    }

    /// The bytes of the name as they stand in the archive.
    package let name: [UInt8]
    /// The type of the member.
    package let kind: Kind

    package init(name: [UInt8], kind: Kind) {
        self.name = name
        self.kind = kind
    }
}
