internal import Glibc

/// The kind of a file, for errors about files that are something else than what they must be.
package enum FileKind: Sendable, Hashable {
    case regular, directory, link, namedPipe, socket, blockDevice, characterDevice, other

    /// Reads the kind from a file's mode, the `S_IFMT` bits of `st_mode`.
    package init(mode: UInt32) {
        switch mode & S_IFMT {
        case S_IFREG: self = .regular
        case S_IFDIR: self = .directory
        case S_IFLNK: self = .link
        case S_IFIFO: self = .namedPipe
        case S_IFSOCK: self = .socket
        case S_IFBLK: self = .blockDevice
        case S_IFCHR: self = .characterDevice
        default: self = .other
        }
    }

    /// The name of the kind, with its article.
    package var name: String {
        switch self {
        case .regular: "a regular file"
        case .directory: "a directory"
        case .link: "a symbolic link"
        case .namedPipe: "a named pipe"
        case .socket: "a socket"
        case .blockDevice: "a block device"
        case .characterDevice: "a character device"
        case .other: "a special file"
        }
    }
}
