import Archive
import Assets
import Stores
import Synchronization

/// A bundle in memory with its index.
struct Bundle: Sendable {
    var bytes: [UInt8]
    var index: BundleIndex

    static func write(
        _ tree: MemoryTree,
        compression: BundleCompression = .default,
        width: Int
    ) async throws -> Bundle {
        let output = Output()
        let writer = BundleWriter(tree, encoder: FrameEncoder(compression: compression), width: width)
        let written = try await writer.write { slice in output.append(try slice.bytes()) }
        let index = BundleIndex(address: written.tree.address, bundle: written, multipart: nil, creator: "test")
        return Bundle(bytes: output.bytes, index: index)
    }

    /// Verifies the bundle, read in blocks of a size.
    func verify(blockByteCount: Int = 4096) throws {
        var rest = bytes[...]
        try BundleVerifier.verify(index.description) { buffer in
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
