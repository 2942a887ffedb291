internal import Synchronization

/// Names a transfer, and says whether it is still wanted.
///
/// A cancelled task may ask for the end of a transfer before it asks for its start: the mark stays until then.
final class TransferTicket: Sendable {
    private let cancelled = Atomic(false)

    var id: ObjectIdentifier { ObjectIdentifier(self) }
    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    func cancel() { cancelled.store(true, ordering: .releasing) }
}

/// A request with the task that waits for its answer.
struct TransferOrder: Sendable {
    let request: HTTPRequest
    let responseLimit: Int
    let ticket: TransferTicket
    let continuation: CheckedContinuation<HTTPResponse, any Error>
}

/// Carries what callers want to the thread that does it.
final class TransferQueue: Sendable {
    enum Command: Sendable {
        case start(TransferOrder)
        case cancel(ObjectIdentifier)
        /// Ends the thread. Nothing may be posted after it.
        case stop
    }

    let multi = MultiHandle()
    /// The most connections of the thread.
    let connectionLimit: Int
    private let commands = Mutex<[Command]>([])
    private let transfers = Atomic(0)

    init(connectionLimit: Int) {
        self.connectionLimit = connectionLimit
    }

    /// How many transfers are under way or wait.
    var load: Int { transfers.load(ordering: .relaxed) }

    /// Counts a transfer that will be posted.
    func willTransfer() { transfers.add(1, ordering: .relaxed) }

    /// Counts one that has ended.
    func didTransfer() { transfers.subtract(1, ordering: .relaxed) }

    /// Adds a command and wakes the thread; any thread may call this.
    func post(_ command: Command) {
        commands.withLock { $0.append(command) }
        multi.wakeUp()
    }

    /// Takes all commands, in their order.
    func takeAll() -> [Command] {
        commands.withLock { commands in
            defer { commands = [] }
            return commands
        }
    }
}
