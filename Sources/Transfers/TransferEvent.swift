/// A step of sending an asset to a store.
public enum TransferEvent: Sendable, Hashable {
    /// Files of so many bytes are to be published: as a bundle, whose size is not known yet, or as they are.
    case willPublish(Int, isBundled: Bool)
    /// The asset is in work.
    case began
    /// The bundle, or the object, is made once more from its beginning.
    case restarted
    /// So many bytes of files were bundled, or sent as they are; they are not read where a base has them.
    case published(Int, isRead: Bool)
    /// So many bytes of a bundle were made.
    case made(Int)
    /// So many bytes were sent.
    case sent(Int)
    /// The store had so many bytes of parts from an interrupted run.
    case resumed(Int)
    /// The store copied an object of so many bytes.
    case copied(Int)
    /// The store copied a part of so many bytes from the base of a bundle.
    case reused(Int)
    /// The store had objects of so many bytes already.
    case found(Int)
    /// The asset is published, or has failed.
    case ended
}

/// Receives the steps of transfers, on any thread.
public typealias TransferObserver = @Sendable (TransferEvent) -> Void
