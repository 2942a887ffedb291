/// Messages in memory, with which a way is compared.
struct LaneCheck: MessageSource {
    private let messages: [UnsafeRawBufferPointer]
    private var started = 0
    /// The number of the message in each lane.
    private var current: [Int: Int] = [:]
    private(set) var digests: [SHA256Digest?]

    init(_ messages: [UnsafeRawBufferPointer]) {
        self.messages = messages
        digests = Array(repeating: nil, count: messages.count)
    }

    mutating func next(in lane: Int) -> MessagePiece? {
        guard started < messages.count else { return nil }
        defer { started += 1 }
        current[lane] = started
        return MessagePiece(messages[started], isLast: true)
    }

    mutating func end(in lane: Int, _ digest: SHA256Digest) {
        guard let message = current[lane] else { return }
        digests[message] = digest
    }

    /// Returns bytes without a short period.
    static func message(byteCount: Int) -> [UInt8] {
        var state: UInt32 = 1
        return (0..<byteCount).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(truncatingIfNeeded: state >> 24)
        }
    }
}
