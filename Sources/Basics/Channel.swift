internal import Synchronization

/// A bounded queue between tasks: senders wait while it is full, receivers while it is empty.
///
/// Any number of tasks may send and receive. The capacity limits memory if one stage of a pipeline is faster than the
/// next.
public final class Channel<Element: Sendable>: Sendable {
    private struct State {
        var queue: [Element] = []
        var senders: [(element: Element, continuation: CheckedContinuation<Void, any Error>)] = []
        var receivers: [CheckedContinuation<Element?, any Error>] = []
        var isFinished = false
        var failure: (any Error)?
    }

    private let capacity: Int
    private let state = Mutex(State())

    /// Creates an empty channel that holds up to `capacity` elements.
    public init(capacity: Int) {
        self.capacity = capacity
    }

    /// Adds an element, after waiting until there is room.
    public func send(_ element: Element) async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let (receiver, result) = state.withLock {
                    state -> (CheckedContinuation<Element?, any Error>?, Result<Void, any Error>?) in
                    if let failure = state.failure { return (nil, .failure(failure)) }
                    if !state.receivers.isEmpty { return (state.receivers.removeFirst(), .success(())) }
                    if state.queue.count < capacity {
                        state.queue.append(element)
                        return (nil, .success(()))
                    }
                    state.senders.append((element, continuation))
                    return (nil, nil)
                }
                receiver?.resume(returning: element)
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            fail(CancellationError())
        }
    }

    /// Returns the next element, after waiting until there is one; nil when the channel is finished and empty.
    public func receive() async throws -> Element? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Element?, any Error>) in
                let (sender, result) = state.withLock {
                    state -> (CheckedContinuation<Void, any Error>?, Result<Element?, any Error>?) in
                    if let failure = state.failure { return (nil, .failure(failure)) }
                    if !state.queue.isEmpty {
                        let element = state.queue.removeFirst()
                        guard !state.senders.isEmpty else { return (nil, .success(element)) }
                        let sender = state.senders.removeFirst()
                        state.queue.append(sender.element)
                        return (sender.continuation, .success(element))
                    }
                    if !state.senders.isEmpty {
                        let sender = state.senders.removeFirst()
                        return (sender.continuation, .success(sender.element))
                    }
                    if state.isFinished { return (nil, .success(nil)) }
                    state.receivers.append(continuation)
                    return (nil, nil)
                }
                sender?.resume()
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            fail(CancellationError())
        }
    }

    /// Closes the channel: receivers get nil after the remaining elements.
    public func finish() {
        let receivers = state.withLock { state in
            state.isFinished = true
            defer { state.receivers = [] }
            return state.receivers
        }
        for receiver in receivers { receiver.resume(returning: nil) }
    }

    /// Ends the channel with an error for everyone; only the first call counts.
    public func fail(_ error: any Error) {
        let (senders, receivers) = state.withLock { state in
            state.failure = state.failure ?? error
            defer { (state.senders, state.receivers) = ([], []) }
            return (state.senders, state.receivers)
        }
        for sender in senders { sender.continuation.resume(throwing: error) }
        for receiver in receivers { receiver.resume(throwing: error) }
    }
}
