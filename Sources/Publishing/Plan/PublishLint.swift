public import Assets
internal import Basics
public import Lint
internal import Staging

/// The lint of artifacts before they are published.
public struct PublishLint: Sendable {
    /// A `.tar.gz` up to this size is read whole.
    private static let wholeArchiveByteLimit: Int64 = 256 << 20
    /// The beginning of a larger one that is read: its names are wrong from the beginning, as a rule.
    private static let beginningByteLimit: Int64 = 64 << 20

    /// The uses of assets, as far as rules depend on them.
    public var uses: [AssetKey: ArtifactUse]

    /// Creates a lint of all artifacts.
    ///
    /// - Parameter uses: The uses of assets, as far as rules depend on them.
    public init(uses: [AssetKey: ArtifactUse] = [:]) {
        self.uses = uses
    }

    fileprivate func report(on item: StagedAssets.Item) throws -> LintReport {
        let isWhole = item.asset.tree.byteCount <= Self.wholeArchiveByteLimit
        let linter = ArtifactLinter(
            use: uses[item.declaration.key] ?? ArtifactUse(),
            archiveByteLimit: isWhole ? .max : Self.beginningByteLimit
        )
        return try linter.lint(item.asset.tree, as: item.asset.format)
    }
}

extension PublishPlan {
    /// Warns of build contexts that are to be published or built, here or elsewhere: once, however many destinations there are.
    mutating func lintContexts(of staged: StagedAssets) {
        let unpublished = Set(items.filter { $0.kind == .image && $0.isToPublish }.map(\.key))
        for item in staged.items where unpublished.contains(item.declaration.key) {
            let found = ImageLinter().lint(item.asset.walked)
            warnings += found.map { PublishWarning(key: item.declaration.key, diagnostic: $0) }
        }
    }

    /// Removes the artifacts that SageMaker would fail on from what is to be published.
    ///
    /// Artifacts that are published already are not linted again.
    mutating func apply(_ lint: PublishLint, to staged: StagedAssets) async throws {
        let unpublished = Set(items.filter { $0.kind == .modelData && $0.status.isToPublish }.map(\.key))
        let artifacts = staged.items.filter { unpublished.contains($0.declaration.key) }
        let reports = try await artifacts.boundedMap(width: 2) { item in
            (item.declaration.key, try await capture { try lint.report(on: item) })
        }
        for (key, report) in reports {
            let errors: [any Error]
            switch report {
            case .success(let report):
                errors = report.errors.map { LintError($0) }
                warnings += report.warnings.map { PublishWarning(key: key, diagnostic: $0) }
            case .failure(let error): errors = [error]
            }
            guard !errors.isEmpty else { continue }
            failures += destinations(of: key).flatMap { destination in
                errors.map { PublishFailure(key: key, destination: destination, error: $0) }
            }
            items.removeAll { $0.key == key && $0.status.isToPublish }
        }
    }

    /// The destinations at which an asset fails: a single nil if it is published at none, and so fails as a whole.
    private func destinations(of key: AssetKey) -> [String?] {
        let ofAsset = items.filter { $0.key == key }
        return ofAsset.allSatisfy(\.status.isToPublish)
            ? [nil] : ofAsset.filter(\.status.isToPublish).map(\.destination)
    }
}
