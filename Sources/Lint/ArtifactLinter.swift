internal import Archive
public import Assets
public import Staging

/// Tells what SageMaker would do with a model artifact, from the names in it.
public struct ArtifactLinter: Sendable {
    /// Whether the user's own image serves it: what SageMaker's containers would fail on is a warning then.
    public let isForOwnImage: Bool
    /// How much of a `.tar.gz` is read, in compressed bytes.
    public let archiveByteLimit: Int64

    /// Makes a linter.
    ///
    /// - Parameters:
    ///   - isForOwnImage: Whether the user's own image serves it.
    ///   - archiveByteLimit: How much of a `.tar.gz` to read, in compressed bytes; what is missing in one that is larger is
    ///     not told then.
    public init(isForOwnImage: Bool = false, archiveByteLimit: Int64 = .max) {
        self.isForOwnImage = isForOwnImage
        self.archiveByteLimit = archiveByteLimit
    }

    /// Checks an asset.
    ///
    /// A directory is checked by its names, without reading; an archive is read.
    ///
    /// - Parameters:
    ///   - tree: The asset's files.
    ///   - format: The form in which the asset is published.
    /// - Throws: `StagingError`, `FileError` if it cannot be read, `CancellationError`. What is wrong in it is in the report.
    public func lint(_ tree: FileTree, as format: PublicationFormat) throws -> LintReport {
        let listing =
            switch format {
            case .bundle, .image: ArtifactListing(tree.entries, form: .compressed)
            case .prefix: ArtifactListing(tree.entries, form: .uncompressed)
            case .file: try ArchiveLister(ArtifactFile(tree, limit: archiveByteLimit)).list()
            }
        return LintReport(listing, isForOwnImage: isForOwnImage)
    }
}

extension ArtifactListing {
    /// Lists a directory, from entries that a walk has found.
    public init(_ entries: [TreeEntry], form: Form) {
        let members = entries.map { entry in
            switch entry.kind {
            case .directory: ArtifactMember(entry.path, .directory)
            case .file(let size, _): ArtifactMember(entry.path, .file(size: size))
            case .link(let target): ArtifactMember(entry.path, .symbolicLink(target: target))
            }
        }
        self.init(members, origin: .directory, form: form)
    }
}

/// The findings of a lint.
public struct LintReport: Sendable {
    /// The layout, where it was recognised.
    public let layout: ModelLayout?
    /// All findings, errors first.
    public let findings: [LintFinding]
    /// How many names were looked at.
    public let memberCount: Int
    /// Whether these are all.
    public let isWhole: Bool

    /// Applies all rules to a listing.
    ///
    /// - Parameters:
    ///   - listing: The names.
    ///   - isForOwnImage: Whether the user's own image serves the artifact.
    public init(_ listing: ArtifactListing, isForOwnImage: Bool = false) {
        let layout = ModelLayout.recognize(listing)
        let subject = LintRule.Subject(listing: listing, layout: layout, isForOwnImage: isForOwnImage)
        let findings = listing.findings + LintRule.all.flatMap { $0.findings(subject) }
        self.layout = layout
        self.findings = findings.filter { $0.severity == .error } + findings.filter { $0.severity == .warning }
        memberCount = listing.members.count
        isWhole = listing.isWhole
    }

    /// The findings that SageMaker would fail on.
    public var errors: [LintFinding] { findings.filter { $0.severity == .error } }
    /// The findings that are probably not meant.
    public var warnings: [LintFinding] { findings.filter { $0.severity == .warning } }
}
