public import Registry
internal import Synchronization

/// Records the steps of a push.
public final class PushLog: Sendable {
    private let list = Mutex<[PushEvent]>([])

    /// Creates an empty log.
    public init() {}

    /// Receives the steps.
    public var observer: PushObserver { { event in self.list.withLock { $0.append(event) } } }

    /// The steps so far.
    public var events: [PushEvent] { list.withLock { $0 } }

    /// The sizes of the blobs that were sent.
    public var sentSizes: [Int] { events.compactMap { if case .sent(let count) = $0 { count } else { nil } }.sorted() }

    /// The sizes of the blobs that were found or mounted.
    public var foundSizes: [Int] {
        events.compactMap { event in
            switch event {
            case .found(let count), .mounted(let count): count
            default: nil
            }
        }
        .sorted()
    }
}

extension ImageRepository {
    /// Pushes an image, and records the steps if they are wanted.
    @discardableResult
    public func push(
        _ image: any ImageContent,
        _ tag: String,
        mountingFrom source: (any ImageRepository)? = nil,
        log: PushLog = PushLog()
    ) async throws -> ImageDigest {
        try await push(image, tag: tag, mountingFrom: source, observer: log.observer)
    }
}
