package import Basics
internal import Publishing

/// The figures of `--stats`.
package struct PublishStatistics {
    private let counters: ProgressCounters.Snapshot
    private let requestCount: Int

    /// - Parameters:
    ///   - counters: The counters of the run.
    ///   - requestCount: The number of requests; each retry counts as one.
    package init(_ counters: ProgressCounters.Snapshot, requestCount: Int) {
        self.counters = counters
        self.requestCount = requestCount
    }

    private var bundled: Int { counters.published - counters.skipped - counters.copied }

    /// The figures as a member of the results.
    package var json: JSON {
        let bytes: [String: JSON] = [
            "bytesRead": .integer(counters.hashed + bundled),
            "bytesHashed": .integer(counters.hashed),
            "bytesCached": .integer(counters.cached),
            "bytesBundled": .integer(bundled),
            "bytesSent": .integer(counters.sent),
            "bytesResumed": .integer(counters.resumed),
            "bytesCopied": .integer(counters.copied),
            "filesCopied": .integer(counters.copiedFiles),
            "bytesReused": .integer(counters.reused),
            "requests": .integer(requestCount),
        ]
        let times = PublishEvent.Stage.allCases.map { stage in
            ("\(stage.rawValue)Milliseconds", JSON.integer(Int(time(stage) / .milliseconds(1))))
        }
        return .object(bytes.merging(times) { $1 })
    }

    /// The figures in words; of what did not happen there are none.
    package var text: String {
        let read = [
            "read \(Format.bytes(counters.hashed + bundled))", "hashed \(Format.bytes(counters.hashed))",
            counters.cached > 0 ? "from the cache \(Format.bytes(counters.cached))" : nil,
        ]
        let files = counters.copiedFiles == 1 ? "1 file" : "\(counters.copiedFiles) files"
        let sent = [
            "sent \(Format.bytes(counters.sent))",
            counters.resumed > 0 ? "resumed \(Format.bytes(counters.resumed))" : nil,
            counters.copiedFiles > 0 ? "copied \(Format.bytes(counters.copied)) in \(files)" : nil,
            counters.reused > 0 ? "reused \(Format.bytes(counters.reused))" : nil,
        ]
        let times = PublishEvent.Stage.allCases.map { "\($0.words) \(seconds(time($0)))" }
        let requests = requestCount == 1 ? "1 request" : "\(requestCount) requests"
        return [read.compactMap(\.self), sent.compactMap(\.self), [requests], times]
            .map { $0.joined(separator: ", ") }.joined(separator: "; ")
    }

    private func time(_ stage: PublishEvent.Stage) -> Duration { counters.times[stage] ?? .zero }

    private func seconds(_ duration: Duration) -> String {
        let tenths = Int((duration / .milliseconds(100)).rounded())
        return "\(tenths / 10).\(tenths % 10) s"
    }
}

extension PublishEvent.Stage {
    fileprivate var words: String {
        switch self {
        case .fingerprint: "fingerprint"
        case .lookUp: "look-up"
        case .lint: "lint"
        case .publish: "publish"
        }
    }
}
