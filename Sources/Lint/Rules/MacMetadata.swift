internal import Basics

/// A rule about files that macOS adds: its tar writes `._name` beside each file that has attributes.
extension LintRule {
    static let macMetadata = LintRule("mac-metadata") { context in
        let fix =
            context.listing.isArchive
            ? "make the archive again with 'COPYFILE_DISABLE=1 tar --exclude .DS_Store -czf …'"
            : context.listing.fix(excluding: "**/._*", "**/.DS_Store", "**/__MACOSX")
        return context.diagnostics(
            context.listing.members.filter(\.isMacMetadata),
            .warning,
            "macOS metadata: containers that load all files, or the only '.pt', take it for a model and fail",
            fix: fix
        )
    }
}
