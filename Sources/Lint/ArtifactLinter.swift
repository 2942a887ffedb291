internal import Archive
public import Assets
public import Basics
public import Staging

/// Predicts problems that SageMaker would have with a model artifact, from the names in it.
public struct ArtifactLinter: Sendable {
    /// Whether a custom image serves the artifact: problems that only SageMaker's containers would have are warnings then.
    public let isForCustomImage: Bool
    /// The number of compressed bytes of a `.tar.gz` that are read.
    public let archiveByteLimit: Int64

    /// Creates a linter.
    ///
    /// - Parameters:
    ///   - isForCustomImage: Whether a custom image serves the artifact.
    ///   - archiveByteLimit: The number of compressed bytes of a `.tar.gz` to read. Rules about missing members do not
    ///     apply to one that is larger.
    public init(isForCustomImage: Bool = false, archiveByteLimit: Int64 = .max) {
        self.isForCustomImage = isForCustomImage
        self.archiveByteLimit = archiveByteLimit
    }

    /// Checks an asset.
    ///
    /// A directory is checked by its names, without reading; an archive is read.
    ///
    /// - Parameters:
    ///   - tree: The asset's files.
    ///   - format: The format in which the asset is published.
    /// - Throws: `StagingError`, `FileError` if it cannot be read, `CancellationError`. A damaged archive is no error: the
    ///   report has a diagnostic of it.
    public func lint(_ tree: FileTree, as format: PublicationFormat) throws -> LintReport {
        let listing =
            if format == .file {
                try ArchiveLister(ArtifactFile(tree, limit: archiveByteLimit)).list()
            } else {
                ArtifactListing(tree.entries, format: format)
            }
        return LintReport(listing, isForCustomImage: isForCustomImage)
    }
}

extension ArtifactListing {
    /// Lists a directory, from entries that a walk has found.
    public init(_ entries: [TreeEntry], format: PublicationFormat) {
        let members = entries.map { entry in
            switch entry.kind {
            case .directory: ArtifactMember(entry.path, .directory)
            case .file(let size, _): ArtifactMember(entry.path, .file(size: size))
            case .link(let target): ArtifactMember(entry.path, .symbolicLink(target: target))
            }
        }
        self.init(members, format: format)
    }
}

/// The result of a lint.
public struct LintReport: Sendable {
    /// The layout, if it was recognised.
    public let layout: ModelLayout?
    /// The artifact's defects, errors first.
    public let diagnostics: [Diagnostic]
    /// The number of names that were checked.
    public let memberCount: Int
    /// Whether these are all names of the artifact.
    public let isWhole: Bool

    /// Applies all rules to a listing.
    ///
    /// - Parameters:
    ///   - listing: The names.
    ///   - isForCustomImage: Whether a custom image serves the artifact.
    public init(_ listing: ArtifactListing, isForCustomImage: Bool = false) {
        let layout = ModelLayout.recognize(listing)
        let context = LintRule.Context(listing: listing, layout: layout, isForCustomImage: isForCustomImage)
        let diagnostics = listing.diagnostics + LintRule.all.flatMap { $0.diagnostics(context) }
        self.layout = layout
        self.diagnostics = diagnostics.filter { $0.severity == .error } + diagnostics.filter { $0.severity == .warning }
        memberCount = listing.members.count
        isWhole = listing.isWhole
    }

    /// The defects that would make SageMaker or its container fail.
    public var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }
    /// The defects that are probably unintended.
    public var warnings: [Diagnostic] { diagnostics.filter { $0.severity == .warning } }
}
