internal import Glibc

/// The metadata of a file by which a change of its content is detected without reading it.
///
/// If the stamps before and after a read are equal, the file was not written in between: every write sets the change
/// time, which cannot be set back.
public struct FileStamp: Sendable, Hashable {
    package let device: UInt64
    package let inode: UInt64
    package let size: Int64
    package let modified: Nanoseconds
    package let changed: Nanoseconds
    package let mode: UInt32

    package init(
        device: UInt64,
        inode: UInt64,
        size: Int64,
        modified: Nanoseconds,
        changed: Nanoseconds,
        mode: UInt32
    ) {
        (self.device, self.inode, self.size) = (device, inode, size)
        (self.modified, self.changed, self.mode) = (modified, changed, mode)
    }

    /// A time since 1970 in seconds and nanoseconds.
    package struct Nanoseconds: Sendable, Hashable, Comparable {
        package let seconds: Int
        package let fraction: Int

        package init(seconds: Int, fraction: Int) {
            (self.seconds, self.fraction) = (seconds, fraction)
        }

        package static func < (left: Self, right: Self) -> Bool {
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

extension FileStamp.Nanoseconds {
    /// The current time of the wall clock.
    package static var now: Self {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Self(seconds: time.tv_sec, fraction: time.tv_nsec)
    }
}
