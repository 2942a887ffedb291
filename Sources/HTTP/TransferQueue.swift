internal import Basics
internal import Synchronization

/// Identifies a transfer and records its cancellation.
///
/// A task may be cancelled before its transfer is posted: the token keeps that until then.
final class CancellationToken: Sendable {
    private let cancelled = Atomic(false)

    var id: ObjectIdentifier { ObjectIdentifier(self) }
    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    func cancel() { cancelled.store(true, ordering: .releasing) }
}

/// A request with the task that waits for its response.
struct TransferJob: Sendable {
    let request: HTTPRequest
    let responseLimit: Int
    let token: CancellationToken
    let continuation: CheckedContinuation<HTTPResponse, any Error>
}

/// The commands of callers to the thread that runs their transfers.
final class TransferQueue: Sendable {
    enum Command: Sendable {
        case start(TransferJob)
        case cancel(ObjectIdentifier)
        /// Ends the thread. Nothing may be posted after it.
        case stop
    }

    let multi: MultiHandle
    /// The most connections of the thread.
    let connectionLimit: Int
    private let commands = Mutex<[Command]>([])
    private let transfers = Atomic(0)
    private let pending = Atomic(0)

    init(connectionLimit: Int) throws(ResourceShortage) {
        multi = try MultiHandle()
        self.connectionLimit = connectionLimit
    }

    /// The number of transfers that are under way or waiting.
    var load: Int { transfers.load(ordering: .relaxed) }

    /// The bytes of bodies that were read and that servers have not received yet, as of the last tenth of a second.
    var pendingByteCount: Int {
        get { pending.load(ordering: .relaxed) }
        set { pending.store(newValue, ordering: .relaxed) }
    }

    /// Counts a transfer before it is posted.
    func willTransfer() { transfers.add(1, ordering: .relaxed) }

    /// Uncounts a transfer that has ended.
    func didTransfer() { transfers.subtract(1, ordering: .relaxed) }

    /// Adds a command and wakes the thread; any thread may call this.
    func post(_ command: Command) {
        commands.withLock { $0.append(command) }
        multi.wakeUp()
    }

    /// Removes and returns all commands, oldest first.
    func takeAll() -> [Command] {
        commands.withLock { commands in
            defer { commands = [] }
            return commands
        }
    }
}
