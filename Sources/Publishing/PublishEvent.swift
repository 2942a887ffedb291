public import Transfers

/// A step of a run, for counters and progress displays.
public enum PublishEvent: Sendable, Hashable {
    /// The stages of a run, in their order.
    public enum Stage: String, Sendable, CaseIterable {
        /// Finding the files and computing their digests.
        case fingerprint
        /// Looking the assets up in the stores.
        case lookUp
        /// Checking the artifacts that are to be published.
        case lint
        /// Making, sending and verifying the missing objects.
        case publish
    }

    /// Files of so many bytes are to be fingerprinted.
    case willHash(Int)
    /// So many bytes were read and hashed.
    case hashed(Int)
    /// The digests of so many bytes came from the cache.
    case cached(Int)
    /// A step of sending assets to a store.
    case transfer(TransferEvent)
    /// A stage took so long.
    case finished(Stage, Duration)
}

/// Receives the steps of a run, on any thread.
public typealias PublishObserver = @Sendable (PublishEvent) -> Void
