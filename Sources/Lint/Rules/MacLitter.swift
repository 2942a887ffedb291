/// Files that macOS adds: its tar writes `._name` beside each file that has attributes.
extension LintRule {
    static let macLitter = LintRule("mac-metadata") { subject in
        let hint =
            switch subject.listing.origin {
            case .directory: subject.listing.leavingOut("**/._*", "**/.DS_Store", "**/__MACOSX")
            case .archive: "make the archive again with 'COPYFILE_DISABLE=1 tar --exclude .DS_Store -czf …'"
            }
        return Remark.about(
            subject.listing.members.filter(\.isLitter),
            .warning,
            "macOS metadata: containers that load all files, or the only '.pt', take it for a model and fail",
            hint: hint
        )
    }
}
