internal import Glibc

/// The metadata of a file by which a change of its content is detected without reading it.
///
/// If the stamps before and after a read are equal, the file was not written in between: every write sets the change
/// time, which cannot be set back.
public struct FileStamp: Sendable, Hashable {
    let device: UInt64
    let inode: UInt64
    let size: Int64
    let modified: Nanoseconds
    let changed: Nanoseconds
    let mode: UInt32

    /// A time since 1970 in seconds and nanoseconds.
    struct Nanoseconds: Sendable, Hashable, Comparable {
        let seconds: Int
        let fraction: Int

        static func < (left: Self, right: Self) -> Bool {
            (left.seconds, left.fraction) < (right.seconds, right.fraction)
        }
    }

    /// The file type: the `S_IFMT` bits of its mode.
    var format: UInt32 { mode & S_IFMT }
    var isDirectory: Bool { format == S_IFDIR }
    var isLink: Bool { format == S_IFLNK }
    var isRegularFile: Bool { format == S_IFREG }
    var isExecutable: Bool { mode & S_IXUSR != 0 }

    /// The name, for messages, of a file type that assets cannot contain.
    var specialKind: String {
        switch format {
        case S_IFSOCK: "socket"
        case S_IFIFO: "named pipe"
        case S_IFBLK: "block device"
        case S_IFCHR: "character device"
        default: "special file"
        }
    }
}

extension FileStamp {
    init(_ status: stat) {
        self.init(
            device: UInt64(status.st_dev),
            inode: UInt64(status.st_ino),
            size: Int64(status.st_size),
            modified: Nanoseconds(seconds: status.st_mtim.tv_sec, fraction: status.st_mtim.tv_nsec),
            changed: Nanoseconds(seconds: status.st_ctim.tv_sec, fraction: status.st_ctim.tv_nsec),
            mode: status.st_mode
        )
    }
}
