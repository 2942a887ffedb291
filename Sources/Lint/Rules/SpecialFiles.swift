internal import Archive

/// A rule about members that are neither files, directories nor links.
extension LintRule {
    static let specialFile = LintRule("special-file") { subject in
        let special = subject.listing.members.filter { if case .special = $0.kind { true } else { false } }
        guard case .special(let kind)? = special.first?.kind else { return [] }
        return Remark.about(
            special,
            .error,
            "it is a \(kind): SageMaker may not create it, and no model needs one",
            hint: "find out who made the archive; \(subject.listing.hint(excluding: special[0].shown))"
        )
    }
}
