internal import Basics
internal import IgnoreRules
internal import SystemPackage

extension IgnoreRuleSet {
    /// The size limit of an ignore file, which is read whole.
    private static let byteLimit = 1 << 20

    /// Loads the rules of a directory from its ignore file.
    ///
    /// - Parameters:
    ///   - directory: The directory.
    ///   - names: Names of ignore files in the order of precedence: only the first existing one is read.
    ///   - exclude: Patterns applied after those of the file.
    ///   - required: The path of a file that is included whatever the patterns say.
    static func load(
        from directory: FilePath,
        names: [String],
        exclude: [String],
        required: String? = nil
    ) throws -> IgnoreRuleSet {
        for name in names {
            let path = directory.appending(name)
            guard let text = try SmallFile.read(path, limit: byteLimit) else { continue }
            return try IgnoreRuleSet(text: text, source: path.string, exclude: exclude, required: required)
        }
        return try IgnoreRuleSet(text: "", exclude: exclude, required: required)
    }
}
