internal import Glibc
internal import SystemPackage

/// Returns the target of a symbolic link.
///
/// - Parameters:
///   - path: The link, relative to the directory.
///   - directory: An open directory.
/// - Returns: The text of the target, or nil if it is not UTF-8.
/// - Throws: The error of `readlinkat`.
func linkTarget(of path: String, at directory: CInt) throws(Errno) -> String? {
    // No target is longer than PATH_MAX; a full buffer means that the target was truncated.
    let capacity = Int(PATH_MAX) + 1
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        count = buffer.withMemoryRebound(to: CChar.self) { characters in
            guard let start = characters.baseAddress else { return 0 }
            return max(0, readlinkat(directory, path, start, capacity))
        }
    }
    guard !bytes.isEmpty else { throw Errno(rawValue: errno) }
    guard bytes.count < capacity else { throw .fileNameTooLong }
    return String(validating: bytes, as: UTF8.self)
}
