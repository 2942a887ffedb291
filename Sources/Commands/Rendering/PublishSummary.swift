internal import Publishing

/// The closing line of a publish: `sent 2 assets (40.0 MiB) in 0:21; found 1`.
package struct PublishSummary {
    private let line: String

    /// - Parameters:
    ///   - sentCount: The number of assets that were published.
    ///   - foundCount: The number of assets that were there before.
    ///   - failedCount: The number of assets that failed.
    ///   - counters: The counters of the run.
    ///   - elapsed: The time that the run took.
    package init(
        sentCount: Int,
        foundCount: Int,
        failedCount: Int,
        counters: ProgressCounters.Snapshot,
        elapsed: Duration
    ) {
        let bytes = [
            counters.sent > 0 || sentCount > 0 ? Format.bytes(counters.sent) : nil,
            counters.resumed > 0 ? "\(Format.bytes(counters.resumed)) resumed" : nil,
            counters.copied + counters.reused > 0
                ? "\(Format.bytes(counters.copied + counters.reused)) copied by the store" : nil,
        ]
        let sent =
            sentCount > 0
            ? "sent \(Self.assets(sentCount)) (\(bytes.compactMap(\.self).joined(separator: ", ")))" : "sent nothing"
        let others = [
            foundCount > 0 ? "found \(sentCount > 0 ? "\(foundCount)" : Self.assets(foundCount))" : nil,
            failedCount > 0 ? "failed \(failedCount)" : nil,
        ]
        line = (["\(sent) in \(Format.time(elapsed))"] + others.compactMap(\.self)).joined(separator: "; ")
    }

    /// The line.
    package var text: String { line }

    private static func assets(_ count: Int) -> String { count == 1 ? "1 asset" : "\(count) assets" }
}
