public import Assets
internal import Basics

/// The names in a model artifact, with the defects that were found while they were read.
public struct ArtifactListing: Sendable {
    /// The names in the order of the artifact.
    let members: [ArtifactMember]
    /// The format in which the artifact is published: `file` for a `.tar.gz` that exists, else a directory.
    public let format: PublicationFormat
    /// Whether these are all names: rules about missing members do not apply to a listing that ends early.
    public let isWhole: Bool

    /// The names of the artifact itself, without the suffix of an archive.
    let names: Set<String>

    /// The same names as a tree.
    let root: Folder
    /// The defects that were found while the names were read.
    let diagnostics: [Diagnostic]

    init(
        _ members: [ArtifactMember],
        format: PublicationFormat,
        names: Set<String> = [],
        isWhole: Bool = true,
        diagnostics: [Diagnostic] = []
    ) {
        self.members = members
        self.format = format
        self.names = names
        self.isWhole = isWhole
        self.diagnostics = diagnostics
        root = Folder(members)
    }

    /// Lists a `.tar.gz` in memory, for fuzz targets and tests.
    package init(archive bytes: [UInt8], named name: String) throws {
        self = try ArchiveLister(ArtifactFile(name: name, bytes: bytes)).list()
    }

    /// Whether the artifact is a `.tar.gz` that exists already.
    var isArchive: Bool { format == .file }
    /// Whether each file becomes an object below a prefix.
    var isPrefix: Bool { format == .prefix }

    /// Returns a fix that says how to exclude members from the artifact.
    func fix(excluding patterns: String...) -> String {
        isArchive
            ? "make the archive again without them"
            : "leave them out with \(patterns.map { "'\($0)'" }.joined(separator: " and ")) in .sageassetsignore"
    }
}
