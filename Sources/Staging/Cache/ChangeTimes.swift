internal import CLinux
internal import Glibc

/// The conditions under which a stamp reliably changes with the content of its file.
///
/// A file that was just written may be written again within one tick of its file system's clock, and keep its stamp. A
/// stamp is therefore reliable only if it is older, by more than any tick, than the start of the read: a later write
/// sets a later stamp. A stamp in the future is never reliable.
///
/// Local file systems take stamps from this machine's wall clock. Network file systems take them from the server's
/// clock, which is assumed to agree within minutes. File systems without change times, or whose files all have the same
/// times, are not listed, and no stamp on them is reliable.
///
/// Stamps miss one case: further writes to a memory-mapped page that is already dirty set no new change time until the
/// kernel has written it back. git has the same limitation.
package struct ChangeTimes {
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

    /// Reads the type of a file system.
    ///
    /// - Parameters:
    ///   - directory: An open directory on the file system.
    ///   - now: The start of the read.
    /// - Returns: Nil if no stamp on the file system is reliable.
    package init?(of directory: CInt, now: FileStamp.Nanoseconds) {
        var status = stat()
        var system = statfs()
        guard fstat(directory, &status) == 0, fstatfs(directory, &system) == 0 else { return nil }
        let type = UInt32(truncatingIfNeeded: system.f_type)
        guard Self.local.contains(type) || Self.remote.contains(type) else { return nil }
        device = FileStamp(status).device
        let margin = Self.local.contains(type) ? Self.localMargin : Self.remoteMargin
        end = FileStamp.Nanoseconds(seconds: now.seconds - margin, fraction: now.fraction)
    }

    /// Whether a stamp is reliable; one of another file system, mounted below, never is.
    func isReliable(_ stamp: FileStamp) -> Bool {
        stamp.device == device && stamp.modified < end && stamp.changed < end
    }
}
