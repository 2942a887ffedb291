package import Archive
internal import Basics
internal import Hashing
internal import Stores
internal import Synchronization

/// Divides the bytes of an object into parts, and queues these to be sent.
///
/// Parts that a base in the store contains are copied there instead.
package final class PartQueue: Sendable {
    private struct Order: Sendable {
        let part: UploadPart
        let upload: any MultipartWriter
        /// The part's share of the run's limits, held until it is sent.
        let permit: TransferPermit
    }

    private struct State {
        var layout: PartLayout
        var byteCount: Int64 = 0
        var segments: [UploadPart.Segment] = []
        var segmentsByteCount = 0
        /// Parts that wait until the object is too large for a single request.
        var held: [UploadPart] = []
        var partCount = 0
        var upload: (any MultipartWriter)?
        var finished: [Int: ObjectParts.Part] = [:]
    }

    private let context: TransferContext
    private let key: String
    private let base: DeltaBase?
    private let resumes: Bool
    private let parts = Channel<Order>(capacity: 1)
    private let copies = Channel<Order>(capacity: 16)
    private let state: Mutex<State>

    init(key: String, layout: PartLayout, base: DeltaBase?, resumes: Bool, context: TransferContext) {
        self.resumes = resumes
        self.context = context
        self.key = key
        self.base = base
        state = Mutex(State(layout: layout))
    }

    /// Adds a slice of a bundle; returns when more bytes are accepted.
    package func write(_ slice: BundleSlice) async throws {
        for (range, endsPart) in state.withLock({ $0.layout.divide(slice) }) {
            add(slice, range)
            if endsPart { try await endPart() }
        }
    }

    /// Ends a part; returns when more bytes are accepted.
    private func endPart() async throws {
        let (ready, upload) = try await takeParts()
        guard let upload else { return }
        for part in ready {
            let isCopy = part.source.map { base?.parts[$0] != nil } ?? false
            try await isCopy ? enqueue(copy: part, upload) : enqueue(part, upload)
        }
    }

    /// Queues a part to be sent, once the run's limits admit it.
    private func enqueue(_ part: UploadPart, _ upload: any MultipartWriter) async throws {
        let permit = try await context.scheduler.permit(.part, byteCount: part.byteCount)
        try await parts.send(Order(part: part, upload: upload, permit: permit))
    }

    private func enqueue(copy part: UploadPart, _ upload: any MultipartWriter) async throws {
        let permit = try await context.scheduler.permit(.copy)
        try await copies.send(Order(part: part, upload: upload, permit: permit))
    }

    /// Sends parts until there are no more, as many at a time as the run's limits admit.
    func sendParts() async throws {
        try await work(on: parts) { [self] order in
            defer { order.permit.release() }
            let bytes = try order.part.bytes()
            let part = ObjectParts.Part(
                byteCount: bytes.byteCount,
                sha256: bytes.sha256,
                crc64nvme: context.keepsCRC64NVME ? bytes.crc64nvme : nil
            )
            let outcome = try await order.upload.write(
                bytes,
                part: order.part.number,
                at: order.part.offset,
                sha256: part.sha256,
                crc64nvme: part.crc64nvme
            )
            context.observer(TransferEvent(outcome, byteCount: bytes.byteCount))
            finish(order.part, part)
        }
    }

    /// Requests copies until there are no more; a part that the store does not copy is queued to be sent.
    func copyParts() async throws {
        try await work(on: copies) { [self] order in
            defer { order.permit.release() }
            guard let base, let range = order.part.source, let part = base.parts[range],
                try await order.upload.copy(
                    from: base.key,
                    base.object,
                    range,
                    part: order.part.number,
                    at: order.part.offset,
                    expected: part
                )
            else {
                order.permit.release()
                return try await enqueue(order.part, order.upload)
            }
            context.observer(.reused(range.count))
            finish(order.part, part)
        }
    }

    /// Ends the stream; parts may still have to be copied and sent.
    ///
    /// - Returns: The multipart upload, or nil if all bytes are still in memory.
    func finish() async throws -> (any MultipartWriter)? {
        if state.withLock({ $0.byteCount > Int64(PartLayout.wholeByteLimit) }) { try await endPart() }
        copies.finish()
        return state.withLock { $0.upload }
    }

    /// Ends the queue of parts to be sent, when no copy is left that could add to it.
    func finishSending() {
        parts.finish()
    }

    /// The bytes of a stream that is small enough for a single request.
    func bytes() throws -> [UInt8] {
        let segments = state.withLock { $0.held.flatMap(\.segments) + $0.segments }
        return try UploadPart(number: 1, offset: 0, segments: segments).bytes().array
    }

    /// The parts in their order, when all are sent.
    var multipart: ObjectParts {
        ObjectParts(parts: state.withLock { $0.finished }.sorted { $0.key < $1.key }.map(\.value))
    }

    /// Ends the multipart upload after an error, also if this task is cancelled.
    func end(after error: any Error) async {
        guard let upload = state.withLock({ $0.upload }) else { return }
        await upload.end(isResumable: error.leavesContent)
    }

    private func add(_ slice: BundleSlice, _ range: Range<Int>) {
        switch slice.content {
        case .made(let bytes): add(.made(bytes[range]))
        case .reused(let frame): add(.reused(frame, range))
        }
    }

    private func add(_ segment: UploadPart.Segment) {
        guard segment.byteCount > 0 else { return }
        state.withLock { state in
            state.segments.append(segment)
            state.segmentsByteCount += segment.byteCount
            state.byteCount += Int64(segment.byteCount)
        }
    }

    /// Returns the parts that can be sent now, with their multipart upload; nil if there are none.
    private func takeParts() async throws -> ([UploadPart], (any MultipartWriter)?) {
        let ready = state.withLock { state -> [UploadPart] in
            if !state.segments.isEmpty {
                state.partCount += 1
                let offset = state.byteCount - Int64(state.segmentsByteCount)
                state.held.append(UploadPart(number: state.partCount, offset: offset, segments: state.segments))
                (state.segments, state.segmentsByteCount) = ([], 0)
            }
            guard state.byteCount > Int64(PartLayout.wholeByteLimit) else { return [] }
            defer { state.held = [] }
            return state.held
        }
        return ready.isEmpty ? ([], nil) : (ready, try await beginUpload())
    }

    private func beginUpload() async throws -> any MultipartWriter {
        if let started = state.withLock({ $0.upload }) { return started }
        let upload = try await context.store.beginMultipart(to: key, resumes: resumes)
        state.withLock { $0.upload = upload }
        return upload
    }

    /// Runs a function on each order of a channel, all at the same time: an order has its share of the limits.
    private func work(
        on channel: Channel<Order>,
        _ body: @Sendable @escaping (Order) async throws -> Void
    ) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            while let order = try await channel.receive() {
                group.addTask { [self] in
                    do {
                        try await body(order)
                    } catch {
                        // Nobody waits for more.
                        parts.fail(error)
                        copies.fail(error)
                        throw error
                    }
                }
            }
        }
    }

    private func finish(_ part: UploadPart, _ written: ObjectParts.Part) {
        state.withLock { $0.finished[part.number] = written }
    }
}
