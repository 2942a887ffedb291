internal import Glibc
package import SystemPackage

/// Splitting and comparing paths by bytes, as the kernel does.
///
/// Swift's own `==`, `hasPrefix` and `split` compare characters: `é` in one or in two code points is one name to them,
/// and a slash followed by a combining mark is not a slash.
extension StringProtocol {
    /// The components between slashes, without empty ones.
    public var pathComponents: [String] {
        utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether both texts have the same UTF-8 bytes.
    public func hasSameBytes(as other: some StringProtocol) -> Bool {
        utf8.elementsEqual(other.utf8)
    }
}

extension String {
    /// Returns the canonical form of a path: absolute, without links, `.` and `..`.
    ///
    /// - Throws: The system's error, such as for a path that does not exist.
    package func canonicalPath() throws(Errno) -> String {
        guard let resolved = realpath(self, nil) else { throw Errno(rawValue: errno) }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
