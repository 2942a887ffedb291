internal import Foundation
internal import Glibc
internal import Publishing
internal import Stores

/// Shows the progress of a run: on a terminal as a line that is drawn ten times a second, else as a line now and then.
enum ProgressLine {
    private static let drawingInterval = Duration.milliseconds(100)
    private static let reportInterval = Duration.seconds(30)
    /// An outage that is shorter is nothing to tell.
    private static let shortOutage = Duration.seconds(1)

    /// Runs work, and shows its progress on standard error, unless that is to be quiet or has the log.
    ///
    /// - Parameter traffic: The requests of the work; nil if there are none.
    static func showing<Result: Sendable>(
        _ counters: ProgressCounters,
        traffic: NetworkTraffic? = nil,
        options: OutputOptions,
        _ body: () async throws -> Result
    ) async throws -> Result {
        let isTerminal = isatty(STDERR_FILENO) == 1
        let isDumb = isTerminal && ProcessInfo.processInfo.environment["TERM"] == "dumb"
        guard !options.quiet, !options.verbose, !isDumb else { return try await body() }
        // Once the group has ended, nothing is drawn any more.
        defer { Console.erase() }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await tell(counters, traffic, isTerminal: isTerminal) }
            defer { group.cancelAll() }
            return try await body()
        }
    }

    private static func tell(_ counters: ProgressCounters, _ traffic: NetworkTraffic?, isTerminal: Bool) async {
        let clock = ContinuousClock()
        var rate = ProgressRate()
        var wasPublishing = false
        var nextReport = clock.now + reportInterval
        while !Task.isCancelled {
            let (snapshot, now) = (counters.snapshot, clock.now)
            if snapshot.isPublishing != wasPublishing {
                wasPublishing = snapshot.isPublishing
                rate.reset()
            }
            let received = traffic?.receivedByteCount ?? 0
            let count = snapshot.isPublishing ? snapshot.transferred(received: received) : snapshot.hashed
            var text = ProgressText(snapshot, received: received, rates: rate.update(count, at: now), at: now)
            // After fingerprints, something may have to be sent; after a build, its image.
            text.isLastStage = (snapshot.isPublishing || traffic == nil) && snapshot.builds.isEmpty
            text.outage = traffic?.outage.flatMap { $0.elapsed < shortOutage ? nil : $0.text }
            // What comes after an outage is as fast as what came before it.
            if text.outage != nil { rate.reset() }
            if isTerminal {
                // The last column stays free: a cursor behind it is on the next line for some terminals.
                Console.draw(text.line(columns: columnCount - 1))
            } else if now >= nextReport {
                nextReport = now + reportInterval
                let line = text.line()
                if !line.isEmpty { Console.note(line) }
            }
            try? await Task.sleep(for: drawingInterval)
        }
    }

    /// The terminal's width, now.
    private static var columnCount: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 80 }
        return Int(size.ws_col)
    }
}
