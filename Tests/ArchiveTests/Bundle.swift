import Archive
import Assets
import Synchronization

/// A bundle in memory with the description that its index has.
struct Bundle: Sendable {
    var bytes: [UInt8]
    var description: BundleDescription

    static func write(
        _ tree: MemoryTree,
        compression: BundleCompression = .default,
        width: Int
    ) async throws -> Bundle {
        let output = Output()
        let writer = BundleWriter(tree, encoder: FrameEncoder(compression: compression), width: width)
        let written = try await writer.write { slice in output.append(try slice.bytes()) }
        return Bundle(bytes: output.bytes, description: BundleDescription(written))
    }

    /// Verifies the bundle, read in blocks of a size.
    func verify(blockByteCount: Int = 4096) throws {
        var rest = bytes[...]
        try BundleVerifier.verify(description) { buffer in
            let count = min(blockByteCount, buffer.count, rest.count)
            buffer.copyBytes(from: rest.prefix(count))
            rest = rest.dropFirst(count)
            return count
        }
    }

    private final class Output: Sendable {
        private let state = Mutex<[UInt8]>([])

        var bytes: [UInt8] { state.withLock { $0 } }

        func append(_ bytes: [UInt8]) { state.withLock { $0 += bytes } }
    }
}

extension BundleDescription {
    init(_ written: WrittenBundle) {
        self.init(
            entries: Array(written.tree.entries),
            frames: written.frames,
            byteCount: written.byteCount,
            sha256: written.sha256,
            tarSHA256: written.tarSHA256
        )
    }
}
