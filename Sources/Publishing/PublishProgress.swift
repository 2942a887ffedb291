package import Staging
internal import Synchronization

/// How far a run is, for whoever draws it: counters that only grow.
public final class PublishProgress: Sendable {
    /// The counters at one moment, in bytes.
    public struct Snapshot: Sendable, Hashable {
        /// Content whose digest is taken, and all there is.
        public var hashed = 0, toHash = 0
        /// Content whose digest a cache knew, so that it was not read.
        public var cached = 0
        /// Content that is bundled or sent as it is, and all that must be.
        public var packed = 0, toPack = 0
        /// Content that was neither read nor compressed again, since the last bundle has it.
        public var skipped = 0
        /// Bytes that were sent to stores.
        public var sent = 0
        /// Bytes of objects that stores copied, and the number of these objects.
        public var copied = 0, copiedFiles = 0
        /// Bytes of parts that stores copied from the base of a bundle.
        public var reused = 0
        /// How long each stage took.
        public var times: [Stage: Duration] = [:]

        /// Nothing done yet.
        public init() {}
    }

    /// The stages of a run, in their order.
    public enum Stage: String, Sendable, CaseIterable {
        /// Finding the files and taking their digests.
        case fingerprint
        /// Asking the stores for what they have.
        case lookUp
        /// Looking at what would be sent.
        case lint
        /// Making, sending and proving what is missing.
        case publish
    }

    private let times = Mutex<[Stage: Duration]>([:])
    private let skipped = Atomic(0)
    private let hashed = Atomic(0), toHash = Atomic(0), packed = Atomic(0), toPack = Atomic(0), sent = Atomic(0)
    private let cached = Atomic(0), copied = Atomic(0), copiedFiles = Atomic(0), reused = Atomic(0)

    /// Starts at zero.
    public init() {}

    /// The counters now.
    public var snapshot: Snapshot {
        var snapshot = Snapshot()
        snapshot.hashed = hashed.load(ordering: .relaxed)
        snapshot.toHash = toHash.load(ordering: .relaxed)
        snapshot.cached = cached.load(ordering: .relaxed)
        snapshot.packed = packed.load(ordering: .relaxed)
        snapshot.toPack = toPack.load(ordering: .relaxed)
        snapshot.sent = sent.load(ordering: .relaxed)
        snapshot.copied = copied.load(ordering: .relaxed)
        snapshot.copiedFiles = copiedFiles.load(ordering: .relaxed)
        snapshot.reused = reused.load(ordering: .relaxed)
        snapshot.skipped = skipped.load(ordering: .relaxed)
        snapshot.times = times.withLock { $0 }
        return snapshot
    }

    /// Adds to what is to be hashed.
    public func willHash(_ count: Int) { toHash.add(count, ordering: .relaxed) }
    /// Adds to what is hashed.
    public func didHash(_ count: Int) { hashed.add(count, ordering: .relaxed) }
    /// Adds to what a cache knew.
    public func didRemember(_ count: Int) { cached.add(count, ordering: .relaxed) }
    /// Adds to what is to be bundled.
    public func willPack(_ count: Int) { toPack.add(count, ordering: .relaxed) }
    /// Adds to what is bundled.
    public func didPack(_ count: Int, isRead: Bool = true) {
        packed.add(count, ordering: .relaxed)
        if !isRead { skipped.add(count, ordering: .relaxed) }
    }
    /// Adds to what went to a store.
    public func didSend(_ count: Int) { sent.add(count, ordering: .relaxed) }
    /// Adds an object to what was copied inside a store.
    public func didCopy(_ count: Int) {
        copied.add(count, ordering: .relaxed)
        copiedFiles.add(1, ordering: .relaxed)
    }
    /// Adds to what was copied of the last bundle's parts.
    public func didReuse(_ count: Int) { reused.add(count, ordering: .relaxed) }

    /// Runs a stage and adds the time that it takes.
    func timing<Result>(_ stage: Stage, _ body: () async throws -> Result) async rethrows -> Result {
        let start = ContinuousClock.now
        defer { times.withLock { $0[stage, default: .zero] += start.duration(to: .now) } }
        return try await body()
    }
}

extension PublishProgress {
    /// Adds a step of the reading of an asset's files.
    package func didStage(_ step: StagingProgress) {
        switch step {
        case .read(let count): didHash(count)
        case .cached(let count): didRemember(count)
        }
    }
}
