internal import CLinux
internal import Glibc

/// The type of a file system, and what can be relied on there.
struct FileSystem: Sendable, Hashable {
    /// The magic numbers (`statfs(2)`) of local file systems with change times.
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
    /// Others whose sizes are those of the content, unlike those of proc, sysfs and some FUSE file systems.
    private static let others: Set<UInt32> = [
        0x8584_58f6,  // ramfs
        0x7371_7368,  // SquashFS
        0xe0f5_e1e2,  // EROFS
        0x9660,  // ISO 9660
        0x4d44,  // FAT
        0x2011_bab0,  // exFAT
        0x7366_746e,  // NTFS
        0xff53_4d42, 0xfe53_4d42,  // SMB
        0x0102_1997,  // 9P
    ]

    private let magic: UInt32

    /// Reads the type of an open file's file system; nil if it has none.
    init?(of descriptor: CInt) {
        var system = statfs()
        guard fstatfs(descriptor, &system) == 0 else { return nil }
        magic = UInt32(truncatingIfNeeded: system.f_type)
    }

    var isRemote: Bool { Self.remote.contains(magic) }
    var hasChangeTimes: Bool { isRemote || Self.local.contains(magic) }
    /// Whether the size of a file is the number of bytes that can be read.
    var knowsSizes: Bool { hasChangeTimes || Self.others.contains(magic) }
}
