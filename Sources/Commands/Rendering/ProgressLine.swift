internal import Glibc

/// Draws the progress of a run on a terminal, ten times a second.
package enum ProgressLine {
    /// Runs work, and draws its progress if standard error is a terminal.
    static func showing<Result: Sendable>(
        _ counters: ProgressCounters,
        options: OutputOptions,
        _ body: () async throws -> Result
    ) async throws -> Result {
        guard isatty(STDERR_FILENO) == 1, !options.quiet, !options.verbose else { return try await body() }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await draw(counters) }
            defer {
                group.cancelAll()
                Console.draw("")
            }
            return try await body()
        }
    }

    private static func draw(_ counters: ProgressCounters) async {
        let clock = ContinuousClock()
        var rate = Rate(start: clock.now)
        while !Task.isCancelled {
            let snapshot = counters.snapshot
            Console.draw(text(snapshot, rate: rate.update(snapshot, now: clock.now)))
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Returns the line of a snapshot.
    ///
    /// - Parameter rate: The bytes a second of the current stage.
    package static func text(_ snapshot: ProgressCounters.Snapshot, rate: Double) -> String {
        let isPublishing = snapshot.toPublish > 0
        let toHash = snapshot.toHash - snapshot.cached
        let (done, all) = isPublishing ? (snapshot.published, snapshot.toPublish) : (snapshot.hashed, toHash)
        guard all > 0 else { return "" }
        var text =
            "\(isPublishing ? "publishing" : "fingerprinting") \(Format.bytes(min(done, all))) of \(Format.bytes(all))"
        if isPublishing, snapshot.sent > 0 { text += ", \(Format.bytes(snapshot.sent)) sent" }
        if rate > 0 {
            text += ", \(Format.bytes(Int(rate)))/s"
            // Below a byte a second the time left is meaningless.
            if done < all, rate >= 1 { text += ", \(Format.time(seconds: Int(Double(all - done) / rate) + 1)) left" }
        }
        return text
    }

    /// The rate in bytes a second since the current stage began.
    private struct Rate {
        var start: ContinuousClock.Instant
        var isPublishing = false

        init(start: ContinuousClock.Instant) {
            self.start = start
        }

        mutating func update(_ snapshot: ProgressCounters.Snapshot, now: ContinuousClock.Instant) -> Double {
            if isPublishing != (snapshot.toPublish > 0) {
                isPublishing.toggle()
                start = now
            }
            let seconds = (now - start) / .seconds(1)
            return seconds > 0.5 ? Double(isPublishing ? snapshot.published : snapshot.hashed) / seconds : 0
        }
    }
}
