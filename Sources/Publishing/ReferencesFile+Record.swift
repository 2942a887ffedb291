internal import Assets
public import Manifests
internal import Hashing

extension ReferencesFile {
    /// Adds the references of a report to the file; nothing is lost if another publisher does the same.
    ///
    /// Objects that were found in a store are compared with the references so far: the same address at the same place must
    /// be the same object still.
    ///
    /// - Returns: The report, with a failure for each item that contradicts the references and was not recorded.
    public func record(_ report: PublishReport) throws -> PublishReport {
        guard !report.items.isEmpty else { return report }
        var accepted: [PublishReport.Item] = []
        var failures = report.failures
        try update { references in
            for item in report.items {
                if let error = references.contradiction(to: item) {
                    failures.append(PublishFailure(key: item.asset.key, destination: item.destination, error: error))
                } else {
                    accepted.append(item)
                }
            }
            references = References(accepted, mergedInto: references)
        }
        return PublishReport(items: accepted, failures: failures, warnings: report.warnings)
    }
}

extension References {
    /// Adds the items of a report to references.
    public init(_ items: [PublishReport.Item], mergedInto references: References = References()) {
        self = Dictionary(grouping: items, by: \.destination).sorted { $0.key < $1.key }
            .reduce(references) { $0.merging($1.value.map(\.asset), destination: $1.key) }
    }

    fileprivate func contradiction(to item: PublishReport.Item) -> PublishingError? {
        guard item.wasFound, let known = assets[item.asset.key], known.address == item.asset.address,
            let published = known.destinations[item.destination],
            let before = published.modelData ?? published.context, let now = item.object,
            before.uri == now.uri, before.checksum.contradicts(now.checksum) || before.size != now.size
        else { return nil }
        return .contradictsReferences(
            uri: now.uri,
            expected: before.checksum.description,
            found: now.checksum.description
        )
    }
}

extension Checksum {
    /// Whether both cannot belong to the same bytes; checksums of different kinds cannot be compared.
    fileprivate func contradicts(_ other: Self) -> Bool {
        switch (self, other) {
        case (.fullObject, .fullObject), (.composite, .composite): self != other
        case (.fullObject, .composite), (.composite, .fullObject): false
        }
    }
}
