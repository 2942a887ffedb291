internal import Basics

/// Rules about names that lead out of `/opt/ml/model`, which hardly anybody writes by accident.
extension LintRule {
    static let absoluteName = LintRule("absolute-name") { context in
        context.diagnostics(
            context.listing.members.filter(\.isAbsolute),
            .error,
            "SageMaker unpacks model data below /opt/ml/model: it rejects an absolute name, or writes the file elsewhere",
            fix: "make the archive with relative names, as in 'tar -C DIRECTORY -czf model.tar.gz .'"
        )
    }

    static let parentInName = LintRule("parent-in-name") { context in
        context.diagnostics(
            context.listing.members.filter { $0.parts.contains("..") },
            .error,
            "'..' in a name leads out of /opt/ml/model: SageMaker rejects it, or writes the file elsewhere",
            fix: "find out who made the archive, and make it again from the model's own directory"
        )
    }
}
