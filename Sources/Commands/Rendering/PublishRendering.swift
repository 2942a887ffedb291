internal import Assets
internal import Basics
internal import Hashing
internal import Lint
internal import Manifests
internal import Publishing

/// Prints what a publish will do or did.
struct PublishRendering {
    /// The figures of `--stats`.
    struct Statistics {
        let members: [(name: String, value: Int)]

        init(_ snapshot: PublishProgress.Snapshot, requestCount: Int) {
            let bundled = snapshot.packed - snapshot.skipped - snapshot.copied
            members =
                [
                    ("bytesRead", snapshot.hashed + bundled),
                    ("bytesHashed", snapshot.hashed),
                    ("bytesCached", snapshot.cached),
                    ("bytesBundled", bundled),
                    ("bytesSent", snapshot.sent),
                    ("bytesCopied", snapshot.copied),
                    ("filesCopied", snapshot.copiedFiles),
                    ("bytesReused", snapshot.reused),
                    ("requests", requestCount),
                ]
                + PublishProgress.Stage.allCases.map { stage in
                    ("\(stage.rawValue)Milliseconds", Int((snapshot.times[stage] ?? .zero) / .milliseconds(1)))
                }
        }

        var json: JSON {
            .object(Dictionary(uniqueKeysWithValues: members.map { ($0.name, .integer($0.value)) }))
        }
    }

    let format: OutputFormat
    let statistics: Statistics
    let showsStatistics: Bool
    let showsWarnings: Bool

    /// Prints a plan, and throws the status of what is wrong in it.
    func show(_ plan: PublishPlan, destinations: [String]) throws {
        var rows: [(word: String, step: PublishPlan.Step, destination: String)] = []
        var failures = plan.failures
        for step in plan.steps {
            for destination in destinations {
                switch step.statuses[destination] {
                case .published: rows.append(("found", step, destination))
                case .incomplete, .missing: rows.append(("missing", step, destination))
                // Nothing may be sent there, and a failure says why.
                case nil: break
                case .conflict(let error):
                    failures.append(.init(key: step.declaration.key, destination: destination, error: error))
                }
            }
        }
        tell(plan.warnings)
        tell(failures, working: Set(rows.map(\.destination)))
        switch format {
        case .text:
            for row in rows {
                let size = Format.bytes(Int(row.step.byteCount))
                try Console.print(
                    "\(row.word)  \(row.destination)  \(row.step.address)  \(row.step.declaration.key)  \(size)"
                )
            }
        case .json:
            let rowsInJSON = rows.map { row -> JSON in
                [
                    "address": .string(row.step.address.description),
                    "asset": .string(row.step.declaration.key.description),
                    "bytes": .integer(Int(row.step.byteCount)),
                    "destination": .string(row.destination),
                    "standing": .string(row.word),
                ]
            }
            let document = JSON.object([
                "failed": json(failures), "plan": .array(rowsInJSON), "warnings": json(plan.warnings),
            ])
            try Console.print(document: document.indented)
        }
        try end(failures)
    }

    /// Prints a report, and throws the status of what failed.
    func show(_ report: PublishReport) throws {
        tell(report.warnings)
        tell(report.failures, working: Set(report.items.map(\.destination)))
        switch format {
        case .text:
            for item in report.items {
                let word = item.wasFound ? "found" : "sent"
                try Console.print("\(word)  \(item.destination)  \(item.asset.key)  \(item.object?.uri ?? "")")
            }
            if showsStatistics {
                for (name, value) in statistics.members { Console.note("\(name)  \(value)") }
            }
        case .json:
            let document = JSON.object([
                "failed": json(report.failures),
                "found": json(report.items.filter(\.wasFound)),
                "references": References(report.items).json,
                "sent": json(report.items.filter { !$0.wasFound }),
                "stats": statistics.json,
                "warnings": json(report.warnings),
            ])
            try Console.print(document: document.indented)
        }
        try end(report.failures)
    }

    private func tell(_ failures: [PublishFailure], working: Set<String>) {
        for failure in PublishFailure.oncePerDestination(failures, working: working) {
            ErrorReport(failure.error).note(subject: failure.subject)
        }
    }

    private func tell(_ warnings: [PublishWarning]) {
        guard showsWarnings else { return }
        for warning in warnings {
            Console.note("warning: \(warning.key): \(LintError(warning.diagnostic).message)")
            if let fix = warning.diagnostic.fix { Console.note("  hint: \(fix)") }
        }
    }

    /// Different troubles have no common code but that of failure.
    private func end(_ failures: [PublishFailure]) throws {
        let statuses = Set(failures.map { $0.error.exitStatus })
        guard let status = statuses.first else { return }
        throw AlreadyReported(status: statuses.count == 1 ? status : .failed)
    }

    private func json(_ failures: [PublishFailure]) -> JSON {
        .array(
            failures.map { failure in
                .object(compacting: [
                    "asset": failure.key.map { .string($0.description) },
                    "destination": failure.destination.map { .string($0) },
                    "error": ErrorReport(failure.error).json,
                ])
            }
        )
    }

    private func json(_ warnings: [PublishWarning]) -> JSON {
        .array(warnings.map { ["asset": .string($0.key.description), "diagnostic": $0.diagnostic.json] })
    }

    private func json(_ items: [PublishReport.Item]) -> JSON {
        .array(
            items.map { item in
                [
                    "address": .string(item.asset.address.description),
                    "asset": .string(item.asset.key.description),
                    "destination": .string(item.destination),
                    "uri": .string(item.object?.uri ?? ""),
                ]
            }
        )
    }
}

extension PublishFailure {
    /// The asset, and the destination where it matters.
    fileprivate var subject: String {
        switch (key, destination) {
        case (let key?, let destination?): "\(key) (\(destination))"
        case (let key?, nil): key.description
        case (nil, let destination): "destination \(destination ?? "")"
        }
    }
}
