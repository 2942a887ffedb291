package import Assets
package import Publishing
internal import Synchronization
package import Transfers

/// The counters of a run, for its progress line and its statistics.
package final class ProgressCounters: Sendable {
    /// The counters at one moment, in bytes.
    package struct Snapshot: Sendable, Hashable {
        /// Content whose digests are computed, and all there is.
        package var hashed = 0, toHash = 0
        /// Content whose digests a cache had, so that it was not read.
        package var cached = 0
        /// Content that is bundled or sent as it is.
        package var published = 0
        /// Content that was neither read nor compressed again, since the base of the bundle has it.
        package var skipped = 0
        /// Bytes that were sent to stores.
        package var sent = 0
        /// Bytes of parts that stores had from interrupted runs.
        package var resumed = 0
        /// Bytes of objects that stores copied, and the number of these objects.
        package var copied = 0, copiedFiles = 0
        /// Bytes of parts that stores copied from the bases of bundles.
        package var reused = 0
        /// The assets that are published, with their progress.
        package var publications: [PublishEvent.Publication: PublicationProgress] = [:]
        /// The images that are being built.
        package var builds: [AssetKey: Build] = [:]
        /// The duration of each stage.
        package var times: [PublishEvent.Stage: Duration] = [:]

        package init() {}
    }

    /// An image that a program is building.
    package struct Build: Sendable, Hashable {
        package let builder: String
        package let start: ContinuousClock.Instant

        package init(builder: String, start: ContinuousClock.Instant) {
            (self.builder, self.start) = (builder, start)
        }
    }

    private let counters = Mutex(Snapshot())

    /// The counters now.
    var snapshot: Snapshot { counters.withLock { $0 } }

    /// Adds a step of the run.
    func add(_ event: PublishEvent) {
        counters.withLock { counters in
            switch event {
            case .willHash(let count): counters.toHash += count
            case .hashed(let count): counters.hashed += count
            case .cached(let count): counters.cached += count
            case .transfer(let event, let publication): counters.add(event, of: publication)
            case .building(let key, let builder): counters.builds[key] = Build(builder: builder, start: .now)
            case .buildEnded(let key): counters.builds[key] = nil
            case .built: break
            case .finished(let stage, let duration): counters.times[stage, default: .zero] += duration
            }
        }
    }
}

extension ProgressCounters.Snapshot {
    package mutating func add(_ event: TransferEvent, of publication: PublishEvent.Publication) {
        publications[publication, default: PublicationProgress()].add(
            event,
            place: publications.count { $1.start != nil }
        )
        switch event {
        case .published(let count, let isRead):
            published += count
            if !isRead { skipped += count }
        case .sent(let count): sent += count
        case .resumed(let count): resumed += count
        case .copied(let count):
            copied += count
            copiedFiles += 1
        case .reused(let count): reused += count
        case .willPublish, .began, .restarted, .made, .found, .ended: break
        }
    }
}
