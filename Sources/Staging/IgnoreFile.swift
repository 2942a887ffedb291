internal import Basics
internal import SystemPackage

/// The ignore file of a directory.
enum IgnoreFile {
    /// Far more than anyone writes; the file is read whole.
    private static let byteLimit = 1 << 20

    /// Reads the rules of a directory.
    ///
    /// - Parameters:
    ///   - directory: The directory.
    ///   - names: Names of ignore files; the first that is there counts alone.
    ///   - exclude: Patterns that follow those of the file.
    static func rules(in directory: FilePath, names: [String], exclude: [String]) throws -> IgnoreRules {
        var patterns: [String] = []
        for name in names {
            let path = directory.appending(name)
            guard let text = try SmallFile.read(path, limit: byteLimit) else { continue }
            patterns = IgnoreRules.patterns(inFile: text)
            do {
                _ = try IgnoreRules(patterns: patterns)
            } catch {
                throw StagingError.invalidIgnoreFile(path, reason: error.message)
            }
            break
        }
        do {
            return try IgnoreRules(patterns: patterns + exclude)
        } catch {
            throw StagingError.invalidExclude(directory, reason: error.message)
        }
    }
}
