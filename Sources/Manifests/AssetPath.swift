internal import Basics

/// Paths of assets, in the one spelling that keys are made of.
enum AssetPath {
    /// Returns the path without `.`, doubled and trailing slashes; `.` for the directory itself.
    ///
    /// A `..` stays: what is above a symbolic link cannot be told from the text.
    static func normalized(_ path: String) -> String {
        let components = path.pathComponents.filter { $0 != "." }.joined(separator: "/")
        if path.utf8.first == UInt8(ascii: "/") { return "/" + components }
        return components.isEmpty ? "." : components
    }

    /// Whether a path in that spelling is one of something in a directory, whatever links there are.
    static func isInside(_ path: String) -> Bool {
        path.utf8.first != UInt8(ascii: "/") && path != "." && !path.pathComponents.contains("..")
    }
}
