internal import Basics
internal import SystemPackage

extension IgnoreRules {
    /// Far more than anyone writes; the file is read whole.
    private static let byteLimit = 1 << 20

    /// Reads the rules of a directory.
    ///
    /// - Parameters:
    ///   - directory: The directory.
    ///   - names: Names of ignore files; the first that is there counts alone.
    ///   - exclude: Patterns that follow those of the file.
    static func load(from directory: FilePath, names: [String], exclude: [String]) throws -> IgnoreRules {
        for name in names {
            let path = directory.appending(name)
            guard let text = try SmallFile.read(path, limit: byteLimit) else { continue }
            return try IgnoreRules(text: text, source: path.string, exclude: exclude)
        }
        return try IgnoreRules(text: "", exclude: exclude)
    }
}
