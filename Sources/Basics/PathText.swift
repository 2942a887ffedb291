/// Paths are bytes to the kernel, and this is how they are cut and compared here.
///
/// Swift's own `==`, `hasPrefix` and `split` look at characters: `é` in one or in two code points is one name to them,
/// and a slash with a combining mark behind it is no slash.
extension StringProtocol {
    /// The parts between slashes, without empty ones.
    public var pathComponents: [String] {
        utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the text is the same as another one, byte for byte.
    public func hasSameBytes(as other: some StringProtocol) -> Bool {
        utf8.elementsEqual(other.utf8)
    }
}
