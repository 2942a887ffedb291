internal import CLinux
internal import Glibc

/// The rule by which a stamp reliably changes with the content of its file.
///
/// A file that was written just now may be written again within one tick of its file system's clock, and keep its stamp.
/// So a stamp counts only if it is older, by more than any tick, than the moment at which the reading began: what is
/// written later has a later stamp. A stamp in the future never counts.
///
/// File systems of this machine take their stamps from its wall clock. Those of servers take them from the server's, which
/// are assumed to agree within minutes. File systems that have no change times
/// of their own, or that are made of other files with all times set alike, are not listed, and nothing on them counts.
///
/// A gap that stamps cannot close: a page of a file that a process has mapped and written gets no new change time by further
/// writes until the kernel has written it back. git and its like have the same gap.
struct ChangeTimes {
    /// The file systems' magic numbers (`statfs(2)`).
    private static let local: Set<UInt32> = [
        0xef53,  // ext2, ext3, ext4
        0x5846_5342,  // XFS
        0x9123_683e,  // Btrfs
        0x0102_1994,  // tmpfs
        0x794c_7630,  // overlayfs
        0xf2f5_2010,  // F2FS
        0x2fc1_2fc1,  // ZFS
        0xca45_1a4e,  // bcachefs
    ]
    private static let remote: Set<UInt32> = [
        0x6969,  // NFS
        0x00c3_6400,  // Ceph
        0x0bd0_0bd0,  // Lustre
        0x4750_4653,  // GPFS
    ]
    private static let (localMargin, remoteMargin) = (2, 300)

    private let device: UInt64
    private let end: FileStamp.Nanoseconds

    /// - Parameters:
    ///   - directory: An open directory on the file system.
    ///   - now: When the reading begins.
    /// - Returns: Nil if no stamp on the file system counts.
    init?(of directory: CInt, now: FileStamp.Nanoseconds) {
        var status = stat()
        var system = statfs()
        guard fstat(directory, &status) == 0, fstatfs(directory, &system) == 0 else { return nil }
        let type = UInt32(truncatingIfNeeded: system.f_type)
        guard Self.local.contains(type) || Self.remote.contains(type) else { return nil }
        device = FileStamp(status).device
        let margin = Self.local.contains(type) ? Self.localMargin : Self.remoteMargin
        end = FileStamp.Nanoseconds(seconds: now.seconds - margin, fraction: now.fraction)
    }

    /// Whether a stamp counts; one of another file system, mounted below, never does.
    func isReliable(_ stamp: FileStamp) -> Bool {
        stamp.device == device && stamp.modified < end && stamp.changed < end
    }
}
