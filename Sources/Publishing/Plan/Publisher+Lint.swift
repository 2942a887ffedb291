public import Assets
internal import Basics
internal import Lint
internal import Manifests
internal import Staging

/// How artifacts are linted before they are sent.
public struct PublishLint: Sendable {
    /// The assets that custom images serve: a defect that fails SageMaker's containers is a warning for them.
    public var customImageAssets: Set<AssetKey>

    /// Lints all artifacts.
    ///
    /// - Parameter customImageAssets: The assets that custom images serve.
    public init(customImageAssets: Set<AssetKey> = []) {
        self.customImageAssets = customImageAssets
    }
}

/// Artifacts are linted when the plan is made, and only those that would be sent: what is found is proved, and costs
/// nothing more.
extension Publisher {
    /// A `.tar.gz` up to this size is read whole.
    private static let wholeArchiveByteLimit: Int64 = 256 << 20
    /// Of a larger one, this much is read: its names are wrong from the beginning, as a rule.
    private static let beginningByteLimit: Int64 = 64 << 20

    /// Returns a plan in which nothing is sent that SageMaker would fail on.
    ///
    /// Directories are known by their names. An archive up to 256 MiB is read whole, and the first 64 MiB of a larger one:
    /// `sageassets lint` reads all of it.
    func linted(_ plan: PublishPlan) async throws -> PublishPlan {
        guard let lint else { return plan }
        let reports = try await plan.steps.boundedMap(width: 2) { step in
            step.mayBeLinted ? try await capture { try Self.report(on: step, lint) } : nil
        }
        var plan = plan
        for (index, report) in reports.enumerated() {
            let key = plan.steps[index].declaration.key
            let errors: [any Error]
            switch report {
            case .success(let report):
                errors = report.errors.map { LintError($0) }
                plan.warnings += report.warnings.map { PublishWarning(key: key, diagnostic: $0) }
            case .failure(let error): errors = [error]
            case nil: continue
            }
            plan.failures += errors.map { PublishFailure(key: key, destination: nil, error: $0) }
            if !errors.isEmpty {
                plan.steps[index].statuses = plan.steps[index].statuses.filter { !$0.value.isToPublish }
            }
        }
        return plan
    }

    private static func report(on step: PublishPlan.Step, _ lint: PublishLint) throws -> LintReport {
        let isWhole = step.byteCount <= wholeArchiveByteLimit
        let linter = ArtifactLinter(
            isForCustomImage: lint.customImageAssets.contains(step.declaration.key),
            archiveByteLimit: isWhole ? .max : beginningByteLimit
        )
        return try linter.lint(step.asset.tree, as: step.asset.format)
    }
}

extension PublishPlan.Step {
    /// Whether the asset is a model artifact, and missing somewhere.
    fileprivate var mayBeLinted: Bool {
        declaration.kind == .modelData && statuses.values.contains { $0.isToPublish }
    }
}
