package import Archive
package import Assets
internal import Hashing
package import Stores
internal import Synchronization

/// Computes the digests of the parts in which a bundle would be sent, without sending it.
package final class PartDigests: Sendable {
    private struct State: ~Copyable {
        var layout: PartLayout
        var hash = SHA256()
        /// The CRC64NVME of the part so far; nil if it is not wanted.
        var crc64nvme: CRC64NVME?
        var byteCount = 0
        var parts: [ObjectParts.Part] = []

        mutating func add(_ bytes: [UInt8], _ range: Range<Int>) {
            hash.update(bytes.span.bytes.extracting(range))
            crc64nvme?.update(bytes.span.bytes.extracting(range))
            byteCount += range.count
        }

        mutating func endPart() {
            guard byteCount > 0 else { return }
            parts.append(.init(byteCount: byteCount, sha256: hash.finish(), crc64nvme: crc64nvme))
            byteCount = 0
            if crc64nvme != nil { crc64nvme = CRC64NVME() }
        }
    }

    private let state: Mutex<State>

    /// Starts before the first byte of a tree's bundle.
    ///
    /// - Parameters:
    ///   - entries: The tree's entries.
    ///   - algorithm: The checksum that the store is asked to keep.
    package init(_ entries: [TreeEntry], _ algorithm: ChecksumAlgorithm? = nil) {
        let checksum = algorithm == .crc64nvme ? CRC64NVME() : nil
        state = Mutex(State(layout: PartLayout(entries), crc64nvme: checksum))
    }

    /// Adds the next slice of the bundle.
    package func add(_ slice: BundleSlice, _ bytes: [UInt8]) {
        state.withLock { state in
            for (range, endsPart) in state.layout.divide(slice) {
                state.add(bytes, range)
                if endsPart { state.endPart() }
            }
        }
    }

    /// Ends the bundle and returns its parts, or nil for a bundle that is sent with one request.
    package func finish() -> ObjectParts? {
        state.withLock { state in
            state.endPart()
            let byteCount = state.parts.reduce(0) { $0 + $1.byteCount }
            return byteCount > PartLayout.wholeByteLimit ? ObjectParts(parts: state.parts) : nil
        }
    }
}
