/// The names of files that are gzip-compressed tar archives.
package enum ArchiveName {
    /// The suffixes of such names, in lower case; names may have them in any case.
    private static let suffixes = [ObjectKeys.bundleSuffix, ".tgz"]

    /// Whether a file with this name should be a gzip-compressed tar archive.
    package static func matches(_ name: some StringProtocol) -> Bool { suffix(of: name) != nil }

    /// Returns a name without the suffix of an archive, if it has one.
    package static func withoutSuffix(_ name: String) -> String {
        String(name.dropLast(suffix(of: name)?.count ?? 0))
    }

    private static func suffix(of name: some StringProtocol) -> String? {
        let name = name.lowercased()
        return suffixes.first { name.hasSuffix($0) }
    }
}
