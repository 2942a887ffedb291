/// A rule about the names in an artifact: pure, so that tests need no files.
struct LintRule: Sendable {
    /// The part of a listing that a rule needs.
    enum Scope: Sendable {
        /// The members that are there: a listing that ends early is good enough.
        case whatIsThere
        /// The absence of members, too: the listing must be complete.
        case whatIsMissing
    }

    /// The part of the listing that the rule needs.
    struct Subject: Sendable {
        let listing: ArtifactListing
        let layout: ModelLayout?
        let isForOwnImage: Bool

        /// How bad it is if the container of the recognised framework would fail; it may not be the one that is used.
        var severityForContainer: LintFinding.Severity { isForOwnImage ? .warning : .error }

        /// The folder that the layout is in; the root if there is none.
        var modelFolder: Folder {
            (layout?.folder ?? []).reduce(listing.root) { $0.folders[$1] ?? Folder() }
        }

        /// The layout's folder before a path, as it stands in the artifact.
        func path(_ parts: String...) -> String {
            ((layout?.folder ?? []) + parts).joined(separator: "/")
        }

        func isServed(with framework: ModelLayout.Framework) -> Bool { layout?.framework == framework }
    }

    /// The stable name of the rule.
    let name: String
    let scope: Scope
    let remarks: @Sendable (Subject) -> [Remark]

    init(_ name: String, _ scope: Scope = .whatIsThere, _ remarks: @escaping @Sendable (Subject) -> [Remark]) {
        self.name = name
        self.scope = scope
        self.remarks = remarks
    }

    /// All rules, in the order of their findings.
    static let all: [LintRule] = [
        // Names that no artifact should have.
        absoluteName, parentInName, linkLeavesArtifact, symbolicLink, hardLink, specialFile, longName, blankName,
        longKey,
        notUTF8, fileAndFolder, duplicateName, namesDifferInCase, macLitter,
        // What is in the artifact as a whole.
        emptyArtifact, tooLarge, gitLFSPointer, missingShard, archiveInside, emptyFolder,
        // Where things lie.
        nestedTopFolder, misplacedCode, codeWithoutPython,
        // What the frameworks' containers want.
        huggingFaceWithoutConfiguration, savedModelWithoutVersion, tritonWithoutModelFolder, tritonWithoutVersion,
        tritonSeveralModels, severalTorchModels, xgboostOtherFiles, noInferenceCode,
    ]

    func findings(_ subject: Subject) -> [LintFinding] {
        guard subject.listing.isWhole || scope == .whatIsThere else { return [] }
        return remarks(subject).map { LintFinding(rule: name, $0) }
    }
}
