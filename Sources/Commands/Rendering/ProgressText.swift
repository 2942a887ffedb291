internal import Basics
internal import Publishing
internal import Stores

/// The words of a progress line, which fit a terminal's width.
package struct ProgressText: Sendable, Hashable {
    /// A name with fewer columns says nothing.
    private static let leastLabelColumnCount = 6

    /// The stage, or the asset in work.
    package var label = ""
    /// Bytes that are done, and all as far as they are known.
    package var done = 0, all = 0
    /// The bytes a second, which are shown and from which the end is computed.
    package var rates = ProgressRate.Rates()
    /// Whether the end of these bytes is that of the run.
    package var isLastStage = true
    /// Assets that are done, and all.
    package var doneAssets = 0, allAssets = 0
    /// The build that lasts, where nothing is sent meanwhile.
    package var build: String?
    /// The failure that lasts, in place of the rate.
    package var outage: String?

    package init() {}

    /// Returns one line that takes no more columns: less important words are left out, then names are cut.
    package func line(columns: Int = .max) -> String {
        guard all > 0 || build != nil || outage != nil else { return "" }
        for (level, details) in levels.enumerated() {
            let text = details.joined(separator: ", ")
            let room = columns - text.columnCount - 2
            if !label.isEmpty {
                let isWhole = label.columnCount <= room
                if isWhole || level > 0 && room >= Self.leastLabelColumnCount {
                    return "\(label.cutAtStart(toColumns: room)): \(text)"
                }
            }
            if text.columnCount <= columns, label.isEmpty || level > 1 { return text }
        }
        return (levels.last ?? []).joined(separator: ", ").cut(toColumns: columns)
    }

    /// The pieces beside the label, from all of them to the least.
    private var levels: [[String]] {
        let bytes = all > 0 ? "\(Format.bytes(min(done, all))) of \(Format.bytes(all))" : nil
        let assets = allAssets > 1 ? "\(doneAssets) of \(allAssets) assets done" : nil
        let levels: [[String?]] =
            if let build {
                [[build, assets], [build]]
            } else if let outage {
                [[bytes, outage, assets], [bytes, outage], [outage]]
            } else {
                [[bytes, rateText, timeLeft, assets], [bytes, rateText, timeLeft], [bytes, timeLeft], [bytes]]
            }
        return levels.map { $0.compactMap(\.self) }
    }

    private var rateText: String? { rates.last > 0 ? "\(Format.bytes(Int(rates.last)))/s" : nil }

    private var timeLeft: String? {
        // Below a byte a second it is meaningless.
        guard isLastStage, done < all, rates.average >= 1 else { return nil }
        return "\(Format.time(seconds: Int((Double(all - done) / rates.average).rounded(.up)))) left"
    }
}

extension ProgressText {
    /// Describes a moment of a run.
    ///
    /// - Parameters:
    ///   - snapshot: The counters.
    ///   - received: The bytes that servers have received.
    ///   - rates: The bytes a second of the current stage.
    ///   - now: The time.
    package init(
        _ snapshot: ProgressCounters.Snapshot,
        received: Int,
        rates: ProgressRate.Rates,
        at now: ContinuousClock.Instant = .now
    ) {
        self.rates = rates
        (doneAssets, allAssets) = (snapshot.endedCount, snapshot.publications.count)
        if snapshot.current == nil, let (key, build) = snapshot.builds.min(by: { $0.value.start < $1.value.start }) {
            label = key.description.printableLine
            self.build = "building with \(build.builder) for \(Format.roundTime(build.start.duration(to: now)))"
            return
        }
        guard snapshot.isPublishing else {
            label = "fingerprinting"
            (done, all) = (snapshot.hashed, snapshot.toHash - snapshot.cached)
            return
        }
        label = snapshot.current?.key.description.printableLine ?? "publishing"
        (done, all) = snapshot.publishing(received: received)
    }
}

extension NetworkTraffic.Outage {
    /// The failure with its times, in place of a rate: `cannot connect to '…' for 42 s, trying for 9 min more`.
    var text: String {
        "\(summary) for \(Format.roundTime(elapsed)), trying for \(Format.roundTime(remaining)) more"
    }
}
