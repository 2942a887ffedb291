internal import Stores
internal import Archive
internal import Basics
internal import Hashing
internal import Synchronization

/// Takes an object's bytes in their order, gathers them into parts, and sends these.
///
/// Parts that a previous object of the store has are copied there instead.
final class PartSink: Sendable {
    private struct Order: Sendable {
        let part: ObjectPart
        let upload: any MultipartWriter
    }

    private struct State {
        var byteCount: Int64 = 0
        var segments: [ObjectPart.Segment] = []
        var segmentsByteCount = 0
        /// Parts that are not sent before it is known that the object is too large to be sent at once.
        var held: [ObjectPart] = []
        var partCount = 0
        var upload: (any MultipartWriter)?
        var finished: [Int: BundleIndex.Multipart.Part] = [:]
    }

    private let store: any ObjectStore
    private let key: String
    private let previous: PreviousObject?
    private let parts = Channel<Order>(capacity: 1)
    private let copies = Channel<Order>(capacity: 16)
    private let state = Mutex(State())

    init(store: any ObjectStore, key: String, previous: PreviousObject? = nil) {
        self.store = store
        self.key = key
        self.previous = previous
    }

    /// Takes a piece of a bundle; returns when there is room for more.
    func write(_ piece: BundleSlice) async throws {
        var position = 0
        for cut in piece.cuts {
            add(piece, position..<cut)
            try await endPart()
            position = cut
        }
        add(piece, position..<piece.byteCount)
    }

    /// Ends a part; returns when there is room for more.
    private func endPart() async throws {
        let orders = try await takeParts()
        for order in orders {
            let isCopy = order.part.source.map { previous?.digests[$0] != nil } ?? false
            try await (isCopy ? copies : parts).send(order)
        }
    }

    /// Sends parts until there are no more.
    func sendParts(_ progress: PublishProgress) async throws {
        try await work(on: parts) { order in
            let bytes = try order.part.bytes()
            let digest = bytes.sha256
            try await order.upload.write(bytes, part: order.part.number, at: order.part.offset, sha256: digest)
            progress.didSend(bytes.byteCount)
            finish(order.part, digest)
        }
    }

    /// Has parts copied until there are no more; what the store does not copy is left to those who send.
    func copyParts(_ progress: PublishProgress) async throws {
        try await work(on: copies) { order in
            guard let previous, let range = order.part.source, let digest = previous.digests[range],
                try await order.upload.copy(
                    from: previous.key,
                    previous.object,
                    range,
                    part: order.part.number,
                    at: order.part.offset,
                    sha256: digest
                )
            else { return try await parts.send(order) }
            progress.didReuse(range.count)
            finish(order.part, digest)
        }
    }

    /// Ends the stream; parts may still have to be copied and sent.
    ///
    /// - Returns: The upload that holds it, or nil if it is so small that it is all here.
    func finish() async throws -> (any MultipartWriter)? {
        if state.withLock({ $0.byteCount > Int64(PartCutter.wholeByteLimit) }) { try await endPart() }
        copies.finish()
        return state.withLock { $0.upload }
    }

    /// Ends sending, when nothing is left to be copied.
    func finishSending() {
        parts.finish()
    }

    /// All bytes of a stream that is so small that nothing was sent.
    func bytes() throws -> [UInt8] {
        let segments = state.withLock { $0.held.flatMap(\.segments) + $0.segments }
        return try ObjectPart(number: 1, offset: 0, segments: segments).bytes().array
    }

    /// The parts in their order, when all are sent.
    var multipart: BundleIndex.Multipart {
        BundleIndex.Multipart(parts: state.withLock { $0.finished }.sorted { $0.key < $1.key }.map(\.value))
    }

    /// Gives up: the store forgets the parts even if this task is cancelled.
    func abort() async {
        guard let upload = state.withLock({ $0.upload }) else { return }
        await upload.giveUp()
    }

    private func add(_ piece: BundleSlice, _ range: Range<Int>) {
        switch piece.content {
        case .made(let bytes): add(.made(bytes[range]))
        case .reused(let frame): add(.reused(frame, range))
        }
    }

    private func add(_ segment: ObjectPart.Segment) {
        guard segment.byteCount > 0 else { return }
        state.withLock { state in
            state.segments.append(segment)
            state.segmentsByteCount += segment.byteCount
            state.byteCount += Int64(segment.byteCount)
        }
    }

    /// Returns the parts that can be sent now.
    private func takeParts() async throws -> [Order] {
        let ready = state.withLock { state -> [ObjectPart] in
            if !state.segments.isEmpty {
                state.partCount += 1
                let offset = state.byteCount - Int64(state.segmentsByteCount)
                state.held.append(ObjectPart(number: state.partCount, offset: offset, segments: state.segments))
                (state.segments, state.segmentsByteCount) = ([], 0)
            }
            guard state.byteCount > Int64(PartCutter.wholeByteLimit) else { return [] }
            defer { state.held = [] }
            return state.held
        }
        guard !ready.isEmpty else { return [] }
        let upload = try await beginUpload()
        return ready.map { Order(part: $0, upload: upload) }
    }

    private func beginUpload() async throws -> any MultipartWriter {
        if let started = state.withLock({ $0.upload }) { return started }
        let upload = try await store.startMultipart(to: key)
        state.withLock { $0.upload = upload }
        return upload
    }

    private func work(on channel: Channel<Order>, _ body: (Order) async throws -> Void) async throws {
        do {
            while let order = try await channel.receive() { try await body(order) }
        } catch {
            parts.fail(error)
            copies.fail(error)
            throw error
        }
    }

    private func finish(_ part: ObjectPart, _ digest: SHA256Digest) {
        state.withLock { $0.finished[part.number] = .init(byteCount: part.byteCount, sha256: digest) }
    }
}
