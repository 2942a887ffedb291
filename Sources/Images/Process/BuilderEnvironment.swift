/// The variables that builders get.
enum BuilderEnvironment {
    /// The beginnings of names that builders have no use for: our credentials and settings.
    private static let ownPrefixes = ["AWS_", "SAGEASSETS_"]

    /// Returns the user's variables without those of AWS and of this program.
    ///
    /// - Parameters:
    ///   - variables: The variables of the process.
    ///   - kept: Names that are passed on whatever they are: those of the build's secrets.
    static func filtered(_ variables: [String: String], keeping kept: Set<String> = []) -> [String: String] {
        variables.filter { name, value in
            let isOwn = ownPrefixes.contains { name.hasPrefix($0) }
            return (!isOwn || kept.contains(name)) && name.isVariable && !value.utf8.contains(0)
        }
    }
}

extension String {
    /// Whether the text may be the name of a variable that is passed to programs (POSIX, "Environment Variables").
    fileprivate var isVariable: Bool {
        guard let first = utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
        return !utf8.contains { $0 == UInt8(ascii: "=") || $0 == 0 }
    }
}
