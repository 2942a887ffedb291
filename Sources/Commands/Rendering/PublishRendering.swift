internal import Assets
internal import Basics
internal import Hashing
internal import Lint
internal import Manifests
internal import Publishing

/// Prints what a publish will do or did.
struct PublishRendering {
    let format: OutputFormat
    let counters: ProgressCounters.Snapshot
    let statistics: PublishStatistics
    let showsStatistics: Bool
    let showsWarnings: Bool

    /// Prints a plan, and throws the exit status of its failures.
    ///
    /// - Parameters:
    ///   - plan: The plan.
    ///   - dropped: The publications that will be removed from the references file.
    func show(_ plan: PublishPlan, dropped: [DroppedReference]) throws {
        if showsWarnings { DroppedReferences(dropped, isPlanned: true).note() }
        let items = plan.items.filter { $0.status != .conflict }
        report(plan.warnings)
        report(plan.failures, working: Set(items.map(\.destination)))
        switch format {
        case .text:
            for item in items {
                let word = item.status == .published ? "found" : "missing"
                let size = Format.bytes(Int(item.byteCount))
                try Console.print("\(word)  \(item.destination)  \(item.address)  \(item.key)  \(size)")
                guard let image = item.image else { continue }
                try Console.print("\(image.text)  \(item.destination)  \(item.address)  \(item.key)  image")
            }
        case .json: try Console.print(json: plan.text)
        }
        try AlreadyReported.check(plan.failures.map(\.error.exitStatus))
    }

    /// Prints a report, and throws the exit status of its failures.
    ///
    /// - Parameters:
    ///   - report: The report.
    ///   - references: The references of the run, as the references file has them.
    ///   - elapsed: The time that the run took.
    func show(_ report: PublishReport, references: References, elapsed: Duration) throws {
        if showsWarnings { DroppedReferences(report.dropped).note() }
        self.report(report.warnings)
        self.report(report.failures, working: Set(report.items.map(\.destination)))
        switch format {
        case .text:
            for item in report.items {
                let word = item.wasFound ? "found" : "sent"
                try Console.print("\(word)  \(item.destination)  \(item.asset.key)  \(item.object.uri)")
                guard let image = item.asset.reference.image else { continue }
                try Console.print("\(word)  \(item.destination)  \(item.asset.key)  \(image.uri)")
            }
            if showsStatistics { Console.note(statistics.text) }
            if showsWarnings { Console.note(summary(of: report, elapsed).text) }
        case .json:
            let document = JSON.object([
                "dropped": try JSON(encoding: report.dropped),
                "failed": try JSON(encoding: report.failures),
                "found": json(report.items.filter(\.wasFound)),
                "references": references.json,
                "sent": json(report.items.filter { !$0.wasFound }),
                "stats": statistics.json,
                "warnings": try JSON(encoding: report.warnings),
            ])
            try Console.print(json: document.indented)
        }
        try AlreadyReported.check(report.failures.map(\.error.exitStatus))
    }

    private func summary(of report: PublishReport, _ elapsed: Duration) -> PublishSummary {
        PublishSummary(
            sentCount: report.items.count { !$0.wasFound },
            foundCount: report.items.count(where: \.wasFound),
            failedCount: report.failures.count,
            counters: counters,
            elapsed: elapsed
        )
    }

    private func report(_ failures: [PublishFailure], working: Set<String>) {
        for failure in PublishFailure.oncePerDestination(failures, working: working) {
            ErrorReport(failure.error).note(subject: failure.subject)
        }
    }

    private func report(_ warnings: [PublishWarning]) {
        guard showsWarnings else { return }
        for warning in warnings {
            Console.note("warning: \(warning.key): \(LintError(warning.diagnostic).message)")
            if let fix = warning.diagnostic.fix { Console.note("  hint: \(fix)") }
        }
    }

    private func json(_ items: [PublishReport.Item]) -> JSON {
        .array(
            items.map { item in
                .object(compacting: [
                    "address": .string(item.asset.address.description),
                    "asset": .string(item.asset.key.description),
                    "destination": .string(item.destination),
                    "image": item.asset.reference.image.map { .string($0.uri) },
                    "uri": .string(item.object.uri),
                ])
            }
        )
    }
}

extension ImagePlan {
    /// The work, in words: `build with buildah`.
    fileprivate var text: String {
        switch action {
        case .found: "found"
        case .push: "push from \(source ?? "another destination")"
        case .build: "build with \(builder?.rawValue ?? "any builder")"
        }
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
