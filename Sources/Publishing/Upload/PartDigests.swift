internal import Archive
internal import Hashing
internal import Stores
internal import Synchronization

/// Takes the digests of the parts of a bundle that is not sent: those that a publish would send.
final class PartDigests: Sendable {
    private struct State: ~Copyable {
        var hash = SHA256()
        var byteCount = 0
        var parts: [BundleIndex.Multipart.Part] = []

        mutating func add(_ bytes: [UInt8], _ range: Range<Int>) {
            hash.update(bytes.span.bytes.extracting(range))
            byteCount += range.count
        }

        mutating func endPart() {
            guard byteCount > 0 else { return }
            parts.append(.init(byteCount: byteCount, sha256: hash.finish()))
            byteCount = 0
        }
    }

    private let state = Mutex(State())

    /// Adds the next bytes of the bundle, with the ends of parts in them.
    func add(_ bytes: [UInt8], cuts: [Int]) {
        state.withLock { state in
            var position = 0
            for cut in cuts {
                state.add(bytes, position..<cut)
                state.endPart()
                position = cut
            }
            state.add(bytes, position..<bytes.count)
        }
    }

    /// The parts; nil for a bundle that is sent at once.
    func finish() -> BundleIndex.Multipart? {
        state.withLock { state in
            state.endPart()
            let byteCount = state.parts.reduce(0) { $0 + $1.byteCount }
            return byteCount > PartCutter.wholeByteLimit ? BundleIndex.Multipart(parts: state.parts) : nil
        }
    }
}
