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
        guard fstat(directory, &status) == 0, let system = FileSystem(of: directory), system.hasChangeTimes else {
            return nil
        }
        device = FileStamp(status).device
        let margin = system.isRemote ? Self.remoteMargin : Self.localMargin
        end = FileStamp.Nanoseconds(seconds: now.seconds - margin, fraction: now.fraction)
    }

    /// Whether a stamp is reliable; one of another file system, mounted below, never is.
    func isReliable(_ stamp: FileStamp) -> Bool {
        stamp.device == device && stamp.modified < end && stamp.changed < end
    }
}
