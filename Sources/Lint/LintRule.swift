internal import Basics

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

    /// The artifact to check, and the rule that checks it.
    struct Context: Sendable {
        let listing: ArtifactListing
        let layout: ModelLayout?
        let use: ArtifactUse
        /// The rule's code, which its diagnostics carry.
        fileprivate(set) var code: Diagnostic.Code = ""

        /// The severity where the framework's SageMaker container would fail: a custom image may not use that container.
        var severityForContainer: Diagnostic.Severity { use.isForCustomImage ? .warning : .error }

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

    /// The rule's code, which stays the same across releases.
    let code: Diagnostic.Code
    private let scope: Scope
    private let check: @Sendable (Context) -> [Diagnostic]

    init(
        _ code: Diagnostic.Code,
        _ scope: Scope = .anyListing,
        _ check: @escaping @Sendable (Context) -> [Diagnostic]
    ) {
        self.code = code
        self.scope = scope
        self.check = check
    }

    /// All rules, in the order of their diagnostics.
    static let all: [LintRule] = [
        // Names that no artifact should have.
        absoluteName, parentInName, linkLeavesArtifact, symbolicLink, hardLink, specialFile, longName, blankName,
        longKey,
        notUTF8, fileAndFolder, duplicateName, namesDifferInCase, macMetadata, versionControl, developmentFiles,
        // The artifact as a whole.
        emptyArtifact, emptyWeights, tooLarge, gitLFSPointer, missingShard, archiveInside, emptyFolder,
        huggingFaceCache,
        // The location of files.
        nestedTopFolder, misplacedCode, codeWithoutPython, requirementsWithoutNetwork,
        // The requirements of the frameworks' containers.
        huggingFaceWithoutConfiguration, huggingFaceWithoutTokenizer, savedModelWithoutVersion,
        tritonWithoutModelFolder, tritonWithoutVersion,
        tritonSeveralModels, severalTorchModels, xgboostOtherFiles, noInferenceCode,
    ]

    /// Returns the defects that break this rule.
    func diagnostics(_ context: Context) -> [Diagnostic] {
        guard context.listing.isWhole || scope == .anyListing else { return [] }
        var context = context
        context.code = code
        return check(context)
    }
}

extension LintRule.Context {
    /// Creates a diagnostic of the rule about a member, or about the artifact as a whole.
    func diagnostic(
        _ severity: Diagnostic.Severity,
        on member: String? = nil,
        others otherMemberCount: Int = 0,
        _ message: String,
        fix: String
    ) -> Diagnostic {
        let location = Diagnostic.Location(member: member, otherMemberCount: otherMemberCount)
        return Diagnostic(severity, code, at: location, message, fix: fix)
    }

    /// Creates one diagnostic of the rule about all of some members, or none where there are none.
    func diagnostics(
        _ members: some Collection<ArtifactMember>,
        _ severity: Diagnostic.Severity,
        _ message: String,
        fix: String
    ) -> [Diagnostic] {
        guard let first = members.first else { return [] }
        return [diagnostic(severity, on: first.shown, others: members.count - 1, message, fix: fix)]
    }
}
