internal import Archive
internal import Basics

/// Rules about links, which SageMaker cannot unpack: "make sure that the model artifacts don't include symbolic links" (AWS re:Post,
/// knowledge centre, "endpoint creation fails").
extension LintRule {
    static let linkLeavesArtifact = LintRule("link-leaves-artifact") { context in
        context.diagnostics(
            context.listing.members.filter(\.leavesArtifact),
            .error,
            "the link points out of the artifact: SageMaker fails with 'Failed to extract model data archive'",
            fix: "put a copy of the file in its place; 'tar --dereference' does so for all links"
        )
    }

    static let symbolicLink = LintRule("symbolic-link") { context in
        context.diagnostics(
            context.listing.members.filter { $0.isSymbolicLink && !$0.leavesArtifact },
            .error,
            "SageMaker cannot unpack symbolic links: it fails with 'Failed to extract model data archive'",
            fix: "publish the directory itself, which replaces links by files, or use 'tar --dereference'"
        )
    }

    static let hardLink = LintRule("hard-link") { context in
        context.diagnostics(
            context.listing.members.filter { $0.isHardLink && !$0.leavesArtifact },
            .warning,
            "the file is a hard link to another member: SageMaker does not document that it unpacks those",
            fix: "publish the directory itself, or use 'tar --hard-dereference'"
        )
    }
}

extension ArtifactMember {
    fileprivate var isSymbolicLink: Bool {
        if case .symbolicLink = kind { true } else { false }
    }

    fileprivate var isHardLink: Bool {
        if case .hardLink = kind { true } else { false }
    }

    /// Whether a link leads out of the root, judging by its text alone.
    fileprivate var leavesArtifact: Bool {
        let (target, start): (String, Int) =
            switch kind {
            case .symbolicLink(let target): (target, parts.count - 1)
            // A hard link names another member, from the root on.
            case .hardLink(let target): (target, 0)
            case .file, .directory, .special: ("", 0)
            }
        if target.utf8.first == UInt8(ascii: "/") { return true }
        var depth = start
        for part in target.pathComponents where part != "." {
            depth += part == ".." ? -1 : 1
            if depth < 0 { return true }
        }
        return false
    }
}
