/// A step of sending assets to a store.
public enum TransferEvent: Sendable, Hashable {
    /// Files of so many bytes are to be published.
    case willPublish(Int)
    /// So many bytes of files were bundled, or sent as they are; they are not read where a base has them.
    case published(Int, isRead: Bool)
    /// So many bytes were sent.
    case sent(Int)
    /// The store had so many bytes of parts from an interrupted run.
    case resumed(Int)
    /// The store copied an object of so many bytes.
    case copied(Int)
    /// The store copied a part of so many bytes from the base of a bundle.
    case reused(Int)
}

/// Receives the steps of transfers, on any thread.
public typealias TransferObserver = @Sendable (TransferEvent) -> Void
