public import Assets
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

    /// An asset on its way to a destination.
    public struct Publication: Sendable, Hashable {
        /// The asset.
        public let key: AssetKey
        /// The destination's name.
        public let destination: String
        /// Whether it is the image of the asset, beside its build context.
        public let isImage: Bool

        /// Names an asset and a destination.
        public init(key: AssetKey, destination: String, isImage: Bool = false) {
            self.key = key
            self.destination = destination
            self.isImage = isImage
        }
    }

    /// Files of so many bytes are to be fingerprinted.
    case willHash(Int)
    /// So many bytes were read and hashed.
    case hashed(Int)
    /// The digests of so many bytes came from the cache.
    case cached(Int)
    /// A step of sending an asset to a store.
    case transfer(TransferEvent, of: Publication)
    /// The image of an asset is being built by a program.
    case building(AssetKey, builder: String)
    /// The build of an asset's image has ended, or has failed.
    case buildEnded(AssetKey)
    /// A line of the output of the program that builds the image.
    case built(AssetKey, line: String)
    /// A stage took so long.
    case finished(Stage, Duration)
}

/// Receives the steps of a run, on any thread.
public typealias PublishObserver = @Sendable (PublishEvent) -> Void
