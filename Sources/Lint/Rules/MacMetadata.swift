/// A rule about files that macOS adds: its tar writes `._name` beside each file that has attributes.
extension LintRule {
    static let macMetadata = LintRule("mac-metadata") { subject in
        let hint =
            subject.listing.isArchive
            ? "make the archive again with 'COPYFILE_DISABLE=1 tar --exclude .DS_Store -czf …'"
            : subject.listing.hint(excluding: "**/._*", "**/.DS_Store", "**/__MACOSX")
        return Remark.about(
            subject.listing.members.filter(\.isMacMetadata),
            .warning,
            "macOS metadata: containers that load all files, or the only '.pt', take it for a model and fail",
            hint: hint
        )
    }
}
