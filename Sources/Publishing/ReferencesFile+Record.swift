internal import Assets
public import Manifests

extension ReferencesFile {
    /// Adds the references of a report to the file; nothing is lost if another publisher does the same.
    ///
    /// Objects that were found in a store are compared with the references so far: the same address at the same place must
    /// be the same object still. Nothing is recorded of an asset that failed, and a run in which all failed leaves the file
    /// as it is.
    ///
    /// - Parameters:
    ///   - report: The report of a publish.
    ///   - scope: The assets and destinations of the manifest, to which the references are limited; nil to keep all.
    /// - Returns: The report, with a failure for each item that contradicts the references and was not recorded, and with
    ///   the publications that were removed from the file.
    public func record(_ report: PublishReport, scope: ReferencesScope? = nil) throws -> PublishReport {
        guard !report.items.isEmpty || report.failures.isEmpty else { return report }
        var recorded = report.withoutFailedItems
        let items = recorded.items
        var dropped: [DroppedReference] = []
        let unusable = try update { references in
            recorded.items = []
            for item in items {
                if let error = references.contradiction(to: item) {
                    let (key, destination) = (item.asset.key, item.destination)
                    recorded.failures.append(PublishFailure(key: key, destination: destination, error: error))
                } else {
                    recorded.items.append(item)
                    dropped += references.add(item)
                }
            }
            if let scope { dropped += references.drop(outside: scope) }
        }
        recorded.dropped = Set(dropped + unusable).sorted()
        return recorded
    }
}

extension References {
    /// Creates the references of the items of a report.
    public init(_ items: [PublishReport.Item]) {
        self.init()
        for item in items { _ = add(item) }
    }

    /// Adds an item, unless the references have it: an object that was copied in part at first keeps its checksum, so that
    /// two publishers of the same content write the same file.
    ///
    /// - Returns: The publications of another kind, which were removed.
    fileprivate mutating func add(_ item: PublishReport.Item) -> [DroppedReference] {
        let (key, reference) = (item.asset.key, item.asset.reference)
        var merged = reference
        if let known = self[key, item.destination], known.agrees(with: reference) {
            merged = known
            // The context may have been published before the image was built.
            merged.image = reference.image ?? known.image
        }
        return update(merged, of: key, at: item.destination).map { DroppedReference(key, at: $0, because: .asset) }
    }

    fileprivate func contradiction(to item: PublishReport.Item) -> PublishingError? {
        let now = item.asset.reference
        guard item.wasFound, let before = self[item.asset.key, item.destination], before.address == now.address,
            before.object.uri == now.object.uri, !before.agrees(with: now)
        else { return nil }
        if let expected = before.image, let found = now.image, expected != found {
            return .contradictsReferences(uri: found.uri, expected: expected.digest, found: found.digest)
        }
        return .contradictsReferences(
            uri: now.object.uri,
            expected: before.object.checksum.description,
            found: now.object.checksum.description
        )
    }
}

extension PublishReport {
    /// The report without the items of assets that failed.
    fileprivate var withoutFailedItems: PublishReport {
        var report = self
        report.items.removeAll { item in
            failures.contains { failure in
                failure.key == item.asset.key && (failure.destination ?? item.destination) == item.destination
            }
        }
        return report
    }
}
