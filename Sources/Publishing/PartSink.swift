internal import Basics
internal import Hashing
internal import Synchronization

/// Takes a stream's bytes and cuts them into parts.
final class PartSink: Sendable {
    private struct Part: Sendable {
        let number: Int
        let bytes: [UInt8]
        let upload: any StoreUpload
    }

    private struct State {
        var bytes: [UInt8] = []
        var partCount = 0
        var upload: (any StoreUpload)?
        var digests: [Int: SHA256Digest] = [:]
    }

    private let store: any Store
    private let key: String
    private let partSize: Int
    private let parts = Channel<Part>(capacity: 1)
    private let state = Mutex(State())

    init(store: any Store, key: String, partSize: Int) {
        self.store = store
        self.key = key
        self.partSize = partSize
    }

    /// Takes bytes; returns when there is room for more.
    func write(_ bytes: [UInt8]) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            // A full part waits until more follows: the object may be no larger than that.
            let full = state.withLock { state -> [UInt8]? in
                let full = state.bytes.count == partSize ? state.bytes : nil
                if full != nil { state.bytes = [] }
                if state.bytes.isEmpty { state.bytes.reserveCapacity(partSize) }
                let taken = rest.prefix(partSize - state.bytes.count)
                state.bytes += taken
                rest = rest.dropFirst(taken.count)
                return full
            }
            if let full { try await queue(full) }
        }
    }

    /// Sends parts until there are no more.
    func sendParts(_ progress: PublishProgress) async throws {
        do {
            while let part = try await parts.receive() {
                let digest = SHA256.hash(part.bytes.span.bytes)
                try await part.upload.write(part.bytes, part: part.number, sha256: digest)
                progress.didSend(part.bytes.count)
                state.withLock { $0.digests[part.number] = digest }
            }
        } catch {
            parts.fail(error)
            throw error
        }
    }

    /// Ends the stream.
    ///
    /// - Returns: The upload that holds it, or nil if it is so small that it is all here.
    func finish() async throws -> (any StoreUpload)? {
        let upload = state.withLock { $0.upload }
        if upload != nil { try await queue(takeRest()) }
        parts.finish()
        return upload
    }

    /// Takes the bytes that are in no part yet.
    func takeRest() -> [UInt8] {
        state.withLock { state in
            defer { state.bytes = [] }
            return state.bytes
        }
    }

    /// The digests of the parts in their order.
    var digests: [SHA256Digest] {
        state.withLock { state in state.digests.sorted { $0.key < $1.key }.map(\.value) }
    }

    /// Gives up: the store forgets the parts even if this task is cancelled.
    func abort() async {
        guard let upload = state.withLock({ $0.upload }) else { return }
        // Unstructured, because a cancelled task could not send the request any more.
        await Task { await upload.abort() }.value
    }

    private func queue(_ bytes: [UInt8]) async throws {
        let upload: any StoreUpload
        if let started = state.withLock({ $0.upload }) {
            upload = started
        } else {
            // Unstructured, because a request that is dropped when the run is cancelled may have begun an upload whose
            // name nobody knows, and that nobody could abort.
            upload = try await Task { [store, key, partSize] in
                try await store.beginUpload(to: key, partSize: partSize)
            }.value
            state.withLock { $0.upload = upload }
        }
        let number = state.withLock { state in
            state.partCount += 1
            return state.partCount
        }
        try await parts.send(Part(number: number, bytes: bytes, upload: upload))
    }
}
