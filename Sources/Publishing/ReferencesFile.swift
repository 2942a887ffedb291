internal import Assets
internal import Basics
internal import Glibc
internal import Hashing
public import Manifests
public import SystemPackage

/// The references file of a project, which several publishers may change at the same time.
public struct ReferencesFile: Sendable {
    /// References are small: a file of this size is none.
    private static let byteLimit = 64 << 20

    /// Where it is.
    public let path: FilePath

    /// A file that may or may not be there yet.
    public init(_ path: FilePath) {
        self.path = path
    }

    /// Reads the references; there are none if there is no file.
    ///
    /// - Throws: `FileError`, `ManifestError` if it is no references file.
    public func read() throws -> References {
        guard let text = try SmallFile.read(path, limit: Self.byteLimit) else { return References() }
        return try References(json: text, file: path.string)
    }

    /// Records a report, and returns it with what could not be recorded as failures.
    public func record(_ report: PublishReport) throws -> PublishReport {
        let failures = report.items.isEmpty ? [] : try merge(report.items)
        let failed = Set(failures.map { [$0.key?.description, $0.destination] })
        return PublishReport(
            items: report.items.filter { !failed.contains([$0.asset.key.description, $0.destination]) },
            failures: report.failures + failures,
            warnings: report.warnings
        )
    }

    /// Adds references to those in the file; nothing is lost if another publisher does the same.
    ///
    /// Objects that were found in a store are compared with the references so far: the same address at the same
    /// place must be the same object still.
    ///
    /// - Returns: What contradicts the references, and was not taken.
    func merge(_ items: [PublishReport.Item]) throws -> [PublishFailure] {
        try withLock {
            let before = try read()
            var failures: [PublishFailure] = []
            let accepted = items.filter { item in
                guard let error = before.contradiction(to: item) else { return true }
                failures.append(PublishFailure(key: item.asset.key, destination: item.destination, error: error))
                return false
            }
            let after = References(accepted, mergedInto: before)
            if after != before { try TemporaryFile.write(after.text, to: path) }
            return failures
        }
    }

    /// Holds a lock on the directory: the file itself is replaced, so a lock on it would be on the old one.
    ///
    /// Where the file system has no such lock (NFS wants write access, which a directory cannot give), two publishers of
    /// one project at the same moment may lose a reference, which the next publish restores.
    private func withLock<Result>(_ body: () throws -> Result) throws -> Result {
        let directory = path.removingLastComponent()
        let descriptor = open(directory.isEmpty ? "." : directory.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("open", directory, Errno(rawValue: errno)) }
        defer { close(descriptor) }
        _ = flock(descriptor, LOCK_EX)
        return try body()
    }
}

extension References {
    /// Adds what was published to references.
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
    /// Whether both cannot be of the same bytes: checksums of different kinds do not tell.
    fileprivate func contradicts(_ other: Self) -> Bool {
        switch (self, other) {
        case (.fullObject, .fullObject), (.composite, .composite): self != other
        case (.fullObject, .composite), (.composite, .fullObject): false
        }
    }
}
