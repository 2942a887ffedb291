internal import Basics
internal import Synchronization

/// Limits uploads, copies and look-ups of stores: the number under way of each kind, and the memory of their bodies.
///
/// One scheduler serves all assets, destinations, files and parts of a run: its limits are those of the process. How many of
/// the requests are in flight at a time is decided by `RequestLimits`, for each server by itself. Pushes of images, reads for
/// verification and S3's copies in parts have limits of their own.
package final class TransferScheduler: Sendable {
    /// The kinds of transfers; each has a limit of its own, so that small requests never wait behind large ones.
    package enum Kind: Int, Sendable, CaseIterable {
        /// A large asset from its first byte to its index: one alone uses all cores and many connections.
        case publication
        /// An asset of some megabytes.
        case mediumPublication
        /// An asset that waits for the server most of the time.
        case smallPublication
        /// A large file below a prefix, with all its parts.
        case largeFile
        /// A part of a large object.
        case part
        /// An object that is sent with one request.
        case object
        /// An object so small that its request consists of waiting for the server.
        case smallObject
        /// A copy inside a store, for which the server does the work.
        case copy
        /// A request for metadata.
        case lookUp
        /// A verification, which may read the object.
        case verification
    }

    /// The most parts of one object that are under way: more than the widest link needs.
    package static let partsPerObject = 128

    private struct Waiter {
        let id: UInt64
        let kind: Kind
        let byteCount: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var inFlight = [Int](repeating: 0, count: Kind.allCases.count)
        var byteCount = 0
        /// In the order of arrival.
        var waiters: [Waiter] = []
        var nextID: UInt64 = 0
    }

    private let memoryByteCount: Int
    private let state = Mutex(State())

    /// Creates the scheduler of a run.
    ///
    /// - Parameter memoryByteCount: The memory that bodies in flight may take together, in bytes. A body that is larger is
    ///   sent alone.
    package init(memoryByteCount: Int = 72 << 20) {
        self.memoryByteCount = memoryByteCount
    }

    /// Creates the scheduler of a run that may take some memory, most of which is for other things than bodies.
    ///
    /// - Parameter processByteCount: The memory of the whole process, in bytes; 256 MiB if nil.
    package convenience init(processByteCount: Int?) {
        self.init(memoryByteCount: max(32 << 20, (processByteCount ?? 256 << 20) - (184 << 20)))
    }

    /// Runs a transfer once the limits admit it.
    ///
    /// - Parameters:
    ///   - kind: The kind of transfer.
    ///   - byteCount: The memory that its body takes, in bytes; 0 for a body that is read while it is sent.
    ///   - body: The transfer.
    /// - Throws: What the body throws, `CancellationError`.
    package func run<Result>(
        _ kind: Kind,
        byteCount: Int = 0,
        _ body: () async throws -> Result
    ) async throws -> Result {
        let permit = try await permit(kind, byteCount: byteCount)
        defer { permit.release() }
        return try await body()
    }

    /// Returns the results of a transfer for each element, in their order, as many at a time as the limits admit.
    ///
    /// The first error cancels what is still running and is rethrown.
    package func map<Element: Sendable, Result: Sendable>(
        _ kind: Kind,
        _ elements: [Element],
        byteCount: @Sendable @escaping (Element) -> Int = { _ in 0 },
        _ body: @Sendable @escaping (Element) async throws -> Result
    ) async throws -> [Result] {
        // No more tasks than the limits admit: each takes memory, too.
        try await elements.boundedMap(width: kind.limit) { element in
            try await self.run(kind, byteCount: byteCount(element)) { try await body(element) }
        }
    }

    /// Waits until the limits admit a transfer.
    ///
    /// - Returns: The permit, which is valid until it is released.
    package func permit(_ kind: Kind, byteCount: Int = 0) async throws -> TransferPermit {
        let id = state.withLock { state in
            defer { state.nextID += 1 }
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let admitted = state.withLock { state -> [Waiter]? in
                    // The cancellation handler may have run before the waiter was added.
                    guard !Task.isCancelled else { return nil }
                    state.waiters.append(Waiter(id: id, kind: kind, byteCount: byteCount, continuation: continuation))
                    return admitWaiters(to: &state)
                }
                guard let admitted else { return continuation.resume(throwing: CancellationError()) }
                for waiter in admitted { waiter.continuation.resume() }
            }
        } onCancel: {
            cancel(id)
        }
        return TransferPermit(scheduler: self, kind: kind, byteCount: byteCount)
    }

    fileprivate func release(_ kind: Kind, byteCount: Int) {
        let admitted = state.withLock { state -> [Waiter] in
            state.inFlight[kind.rawValue] -= 1
            state.byteCount -= byteCount
            return admitWaiters(to: &state)
        }
        for waiter in admitted { waiter.continuation.resume() }
    }

    /// Admits waiters in the order of their arrival, as far as the limits allow.
    ///
    /// Memory goes to the first waiter that needs some: otherwise small bodies could starve a large one.
    private func admitWaiters(to state: inout State) -> [Waiter] {
        var admitted: [Waiter] = []
        var left: [Waiter] = []
        var isMemoryAwaited = false
        for waiter in state.waiters {
            let mayTakeMemory = waiter.byteCount == 0 || !isMemoryAwaited
            if mayTakeMemory, isRoom(for: waiter, in: state) {
                admit(waiter, to: &state)
                admitted.append(waiter)
            } else {
                left.append(waiter)
                isMemoryAwaited = isMemoryAwaited || waiter.byteCount > 0 && hasSlot(waiter.kind, in: state)
            }
        }
        state.waiters = left
        return admitted
    }

    private func hasSlot(_ kind: Kind, in state: State) -> Bool { state.inFlight[kind.rawValue] < kind.limit }

    private func isRoom(for waiter: Waiter, in state: State) -> Bool {
        hasSlot(waiter.kind, in: state)
            && (waiter.byteCount == 0 || state.byteCount == 0 || state.byteCount + waiter.byteCount <= memoryByteCount)
    }

    private func admit(_ waiter: Waiter, to state: inout State) {
        state.inFlight[waiter.kind.rawValue] += 1
        state.byteCount += waiter.byteCount
    }

    /// Removes a waiter that is cancelled; an admitted transfer notices the cancellation itself.
    private func cancel(_ id: UInt64) {
        let waiter = state.withLock { state -> Waiter? in
            state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
        }
        waiter?.continuation.resume(throwing: CancellationError())
    }
}

extension TransferScheduler.Kind {
    /// Returns the kind of a publication, by the size of its asset in bytes.
    package static func publication(byteCount: Int64) -> Self {
        switch byteCount {
        case ...(1 << 20): .smallPublication
        case ...(64 << 20): .mediumPublication
        default: .publication
        }
    }

    /// The most transfers of the kind in flight.
    fileprivate var limit: Int {
        switch self {
        case .publication: 2
        case .mediumPublication: 6
        case .smallPublication: 256
        case .largeFile: 2
        case .part: 128
        case .object: 64
        case .smallObject: 256
        case .copy: 32
        case .lookUp: 128
        case .verification: 16
        }
    }
}

/// The share of the limits that one transfer holds until it is released, or the permit is destroyed.
package final class TransferPermit: Sendable {
    private let scheduler: TransferScheduler
    private let kind: TransferScheduler.Kind
    private let byteCount: Int
    private let isReleased = Atomic(false)

    fileprivate init(scheduler: TransferScheduler, kind: TransferScheduler.Kind, byteCount: Int) {
        self.scheduler = scheduler
        self.kind = kind
        self.byteCount = byteCount
    }

    deinit {
        release()
    }

    /// Returns the share to the scheduler; further calls have no effect.
    package func release() {
        guard !isReleased.exchange(true, ordering: .acquiringAndReleasing) else { return }
        scheduler.release(kind, byteCount: byteCount)
    }
}
