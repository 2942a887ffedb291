/// The names in a model artifact, with what was noticed while they were read.
public struct ArtifactListing: Sendable {
    /// Where the names come from, which decides how something is mended.
    enum Origin: Sendable, Hashable {
        /// A directory, of which the bundle is yet to be made.
        case directory
        /// A `.tar.gz` that is published as it is.
        case archive
    }

    /// How the artifact gets to SageMaker.
    public enum Form: Sendable, Hashable {
        /// As one gzip-compressed tar, which SageMaker unpacks: `ModelDataUrl`, or `S3Object` with `Gzip`.
        case compressed
        /// As objects below a prefix, one a file: `S3Prefix` with `None`.
        case uncompressed
    }

    /// The names in their order.
    let members: [ArtifactMember]
    /// How they get to SageMaker.
    public let form: Form
    /// Whether these are all: a listing that ends early cannot say what is missing.
    public let isWhole: Bool

    let origin: Origin
    /// The same names as a tree.
    let root: Folder
    /// The findings that were made while the names were read.
    let findings: [LintFinding]

    init(
        _ members: [ArtifactMember],
        origin: Origin,
        form: Form = .compressed,
        isWhole: Bool = true,
        findings: [LintFinding] = []
    ) {
        self.members = members
        self.origin = origin
        self.form = form
        self.isWhole = isWhole
        self.findings = findings
        root = Folder(members)
    }

    /// Lists a `.tar.gz` in memory, without a file: the entry of fuzz targets.
    package init(archive bytes: [UInt8], named name: String) throws {
        self = try ArchiveLister(ArtifactFile(name: name, bytes: bytes)).list()
    }

    /// A line about how to leave files out of the artifact.
    func leavingOut(_ patterns: String...) -> String {
        switch origin {
        case .directory:
            "leave them out with \(patterns.map { "'\($0)'" }.joined(separator: " and ")) in .sageassetsignore"
        case .archive: "make the archive again without them"
        }
    }
}
