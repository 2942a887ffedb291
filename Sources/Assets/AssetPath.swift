internal import Basics

/// The normalized paths of assets, from which keys are made.
package enum AssetPath {
    /// Returns the path without `.`, doubled and trailing slashes; `.` for the directory itself.
    ///
    /// A `..` stays: the parent of a symbolic link is not known from the text.
    static func normalized(_ path: String) -> String {
        let components = path.pathComponents.filter { $0 != "." }.joined(separator: "/")
        if path.utf8.first == UInt8(ascii: "/") { return "/" + components }
        return components.isEmpty ? "." : components
    }

    /// Whether a normalized path is inside its directory, by its text alone: links are not resolved.
    package static func isInside(_ path: String) -> Bool {
        path.utf8.first != UInt8(ascii: "/") && path != "." && !path.pathComponents.contains("..")
    }
}
