internal import Archive
internal import Basics

/// A rule about members that are neither files, directories nor links.
extension LintRule {
    static let specialFile = LintRule("special-file") { context in
        let special = context.listing.members.filter { if case .special = $0.kind { true } else { false } }
        guard case .special(let kind)? = special.first?.kind else { return [] }
        return context.diagnostics(
            special,
            .error,
            "it is a \(kind): SageMaker may not create it, and no model needs one",
            fix: "find out who made the archive; \(context.listing.fix(excluding: special[0].shown))"
        )
    }
}
