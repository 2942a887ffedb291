/// A rule about the names in an artifact.
///
/// Rules are pure functions of a listing, so that tests need no files.
struct LintRule: Sendable {
    /// The listings to which a rule applies.
    enum Scope: Sendable {
        /// Any listing, also one that ends early: the rule is about members that exist.
        case anyListing
        /// Complete listings only: the rule is about members that are missing.
        case wholeListing
    }

    /// The artifact to check.
    struct Subject: Sendable {
        let listing: ArtifactListing
        let layout: ModelLayout?
        let isForCustomImage: Bool

        /// The severity where the framework's SageMaker container would fail: a custom image may not use that container.
        var severityForContainer: LintFinding.Severity { isForCustomImage ? .warning : .error }

        /// The folder of the recognised layout, else the root.
        var modelFolder: Folder {
            (layout?.folder ?? []).reduce(listing.root) { $0.folders[$1] ?? Folder() }
        }

        /// Returns a path in the layout's folder, relative to the artifact's root.
        func path(_ parts: String...) -> String {
            ((layout?.folder ?? []) + parts).joined(separator: "/")
        }

        func isServed(with framework: ModelLayout.Framework) -> Bool { layout?.framework == framework }
    }

    /// The stable name of the rule, which findings carry.
    let name: String
    let scope: Scope
    let remarks: @Sendable (Subject) -> [Remark]

    init(_ name: String, _ scope: Scope = .anyListing, _ remarks: @escaping @Sendable (Subject) -> [Remark]) {
        self.name = name
        self.scope = scope
        self.remarks = remarks
    }

    /// All rules, in the order of their findings.
    static let all: [LintRule] = [
        // Names that no artifact should have.
        absoluteName, parentInName, linkLeavesArtifact, symbolicLink, hardLink, specialFile, longName, blankName,
        longKey,
        notUTF8, fileAndFolder, duplicateName, namesDifferInCase, macMetadata,
        // The artifact as a whole.
        emptyArtifact, tooLarge, gitLFSPointer, missingShard, archiveInside, emptyFolder,
        // The location of files.
        nestedTopFolder, misplacedCode, codeWithoutPython,
        // The requirements of the frameworks' containers.
        huggingFaceWithoutConfiguration, savedModelWithoutVersion, tritonWithoutModelFolder, tritonWithoutVersion,
        tritonSeveralModels, severalTorchModels, xgboostOtherFiles, noInferenceCode,
    ]

    func findings(_ subject: Subject) -> [LintFinding] {
        guard subject.listing.isWhole || scope == .anyListing else { return [] }
        return remarks(subject).map { LintFinding(rule: name, $0) }
    }
}
