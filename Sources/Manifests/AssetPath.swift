/// Paths of assets, in the one spelling that keys are made of.
enum AssetPath {
    /// Returns the path without `.`, doubled and trailing slashes; `.` for the directory itself.
    ///
    /// A `..` stays: what is above a symbolic link cannot be told from the text.
    static func normalized(_ path: String) -> String {
        let components = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        if path.hasPrefix("/") { return "/" + components }
        return components.isEmpty ? "." : components
    }
}
