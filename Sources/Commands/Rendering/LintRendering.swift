internal import Assets
internal import Basics
internal import Lint
internal import Publishing

/// Prints what a lint found.
struct LintRendering {
    /// A linted path with its report or its error.
    struct Outcome: Sendable {
        let path: String
        let kind: AssetKind
        let report: Result<LintReport, any Error>
    }

    let format: OutputFormat

    /// Prints outcomes, and throws the status of what is wrong.
    func show(_ outcomes: [Outcome]) throws {
        for case .failure(let error) in outcomes.map(\.report) { ErrorReport(error).note() }
        switch format {
        case .text:
            for outcome in outcomes {
                guard case .success(let report) = outcome.report else { continue }
                try show(report, of: outcome)
            }
        case .json:
            let artifacts = outcomes.map { json($0) }
            try Console.print(json: JSON.object(["artifacts": .array(artifacts)]).indented)
        }
        try AlreadyReported.check(outcomes.compactMap(\.status))
    }

    private func show(_ report: LintReport, of outcome: Outcome) throws {
        let path = outcome.path
        let names = report.memberCount == 1 ? "1 name" : "\(report.memberCount) names"
        let layout = report.layout.map { "\($0.framework.rawValue) (\($0.paths.joined(separator: ", ")))" }
        let kind = outcome.kind == .image ? "a Dockerfile directory" : layout ?? "no known layout"
        try Console.print("\(path): \(names)\(report.isWhole ? "" : ", not all"): \(kind)")
        for diagnostic in report.diagnostics {
            let message = LintError(diagnostic).message
            try Console.print("\(path): \(diagnostic.severity.rawValue): \(message)")
            if let fix = diagnostic.fix { try Console.print("  hint: \(fix)") }
        }
    }

    private func json(_ outcome: Outcome) -> JSON {
        switch outcome.report {
        case .failure(let error): ["path": .string(outcome.path), "error": ErrorReport(error).json]
        case .success(let report):
            .object(compacting: [
                "path": .string(outcome.path),
                "diagnostics": .array(report.diagnostics.map(\.json)),
                "layout": report.layout.map { layout in
                    [
                        "evidence": .array(layout.evidence.map { .string($0) }),
                        "folder": .string(layout.folder.joined(separator: "/")),
                        "framework": .string(layout.framework.rawValue),
                    ]
                },
                "names": .integer(report.memberCount),
                "whole": .bool(report.isWhole),
            ])
        }
    }
}

extension LintRendering.Outcome {
    /// The exit status of the outcome; nil for success.
    fileprivate var status: ExitStatus? {
        switch report {
        case .success(let report): report.errors.isEmpty ? nil : .invalid
        case .failure(let error): error.exitStatus
        }
    }
}

extension ModelLayout {
    /// The evidence, from the artifact's root.
    fileprivate var paths: [String] {
        evidence.map { (folder + [$0]).joined(separator: "/") }
    }
}
