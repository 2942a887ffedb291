internal import Archive
public import Assets
public import Basics
public import Staging

/// Predicts problems that SageMaker would have with a model artifact, from the names in it.
public struct ArtifactLinter: Sendable {
    /// The use of the artifact.
    public let use: ArtifactUse
    /// The number of compressed bytes of a `.tar.gz` that are read.
    public let archiveByteLimit: Int64

    /// Creates a linter.
    ///
    /// - Parameters:
    ///   - use: The use of the artifact.
    ///   - archiveByteLimit: The number of compressed bytes of a `.tar.gz` to read. Rules about missing members do not
    ///     apply to one that is larger.
    public init(use: ArtifactUse = ArtifactUse(), archiveByteLimit: Int64 = .max) {
        self.use = use
        self.archiveByteLimit = archiveByteLimit
    }

    /// Checks an asset.
    ///
    /// A directory is checked by its names, without reading; an archive is read, and so are those of a folder of several
    /// models.
    ///
    /// - Parameters:
    ///   - tree: The asset's files.
    ///   - format: The format in which the asset is published.
    /// - Throws: `StagingError`, `FileError` if it cannot be read, `CancellationError`. A damaged archive is no error: the
    ///   report has a diagnostic of it.
    public func lint(_ tree: FileTree, as format: PublicationFormat) throws -> LintReport {
        if format == .file {
            return LintReport(try ArchiveLister(ArtifactFile(tree, limit: archiveByteLimit)).list(), use: use)
        }
        let listing = ArtifactListing(tree.entries, format: format, names: tree.names)
        let isMultiModel = use.isMultiModel || ModelLayout.recognize(listing)?.framework == .multiModel
        return LintReport(listing, use: use, further: isMultiModel ? try lintArchives(in: tree) : [])
    }

    /// The least number of bytes of each archive that are read, if there are many.
    private static let leastByteLimit: Int64 = 1 << 20

    /// Checks each archive in a directory as an artifact of its own.
    ///
    /// - Returns: One diagnostic for each kind of defect, about the first archive that has it.
    private func lintArchives(in tree: FileTree) throws -> [Diagnostic] {
        let archives = tree.entries.indices.filter {
            tree.entries[$0].isFile && ArchiveName.matches(tree.entries[$0].path)
        }
        let limit = max(Self.leastByteLimit, archiveByteLimit / Int64(max(1, archives.count)))
        var diagnostics: [Diagnostic] = []
        var indices: [Diagnostic.Code: Int] = [:]
        for archive in archives {
            let listing = try ArchiveLister(ArtifactFile(tree, entry: archive, limit: limit)).list()
            for diagnostic in LintReport(listing, use: use).diagnostics {
                if let known = indices[diagnostic.code] {
                    diagnostics[known].location.otherMemberCount += 1
                    continue
                }
                indices[diagnostic.code] = diagnostics.count
                diagnostics.append(diagnostic.inArchive(tree.entries[archive].path))
            }
        }
        return diagnostics
    }
}

extension Diagnostic {
    /// Returns the diagnostic with the archive in which its member is.
    fileprivate func inArchive(_ path: String) -> Diagnostic {
        var diagnostic = self
        diagnostic.location.member = location.member.map { "\(path): \($0)" } ?? path
        diagnostic.location.otherMemberCount = 0
        return diagnostic
    }
}

extension ArtifactListing {
    /// Lists a directory, from entries that a walk has found.
    ///
    /// - Parameters:
    ///   - entries: The entries.
    ///   - format: The format in which the artifact is published.
    ///   - names: The names of the directory.
    public init(_ entries: [TreeEntry], format: PublicationFormat, names: Set<String> = []) {
        let members = entries.map { entry in
            switch entry.kind {
            case .directory: ArtifactMember(entry.path, .directory)
            case .file(let size, _): ArtifactMember(entry.path, .file(size: size))
            case .link(let target): ArtifactMember(entry.path, .symbolicLink(target: target))
            }
        }
        self.init(members, format: format, names: names)
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
    ///   - use: The use of the artifact.
    public init(_ listing: ArtifactListing, use: ArtifactUse = ArtifactUse()) {
        self.init(listing, use: use, further: [])
    }

    /// Applies all rules to a listing, and adds the diagnostics of the archives in it.
    init(_ listing: ArtifactListing, use: ArtifactUse, further: [Diagnostic]) {
        let layout = ModelLayout.recognize(listing)
        let context = LintRule.Context(listing: listing, layout: layout, use: use)
        let diagnostics = listing.diagnostics + LintRule.all.flatMap { $0.diagnostics(context) } + further
        self.layout = layout
        self.diagnostics = diagnostics.filter { $0.severity == .error } + diagnostics.filter { $0.severity == .warning }
        memberCount = listing.members.count
        isWhole = listing.isWhole
    }

    /// Creates a report of all names in a directory that is no artifact.
    init(diagnostics: [Diagnostic], memberCount: Int) {
        layout = nil
        self.diagnostics = diagnostics
        self.memberCount = memberCount
        isWhole = true
    }

    /// The defects that would make SageMaker or its container fail.
    public var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }
    /// The defects that are probably unintended.
    public var warnings: [Diagnostic] { diagnostics.filter { $0.severity == .warning } }
}
