/// Names that lead out of `/opt/ml/model`: nobody writes them by accident.
extension LintRule {
    static let absoluteName = LintRule("absolute-name") { subject in
        Remark.about(
            subject.listing.members.filter(\.isAbsolute),
            .error,
            "SageMaker unpacks model data below /opt/ml/model: an absolute name is refused, or written elsewhere",
            hint: "make the archive with relative names, as in 'tar -C DIRECTORY -czf model.tar.gz .'"
        )
    }

    static let parentInName = LintRule("parent-in-name") { subject in
        Remark.about(
            subject.listing.members.filter { $0.parts.contains("..") },
            .error,
            "'..' in a name leads out of /opt/ml/model: SageMaker refuses it, or it is written elsewhere",
            hint: "find out who made the archive, and make it again from the model's own directory"
        )
    }
}
