internal import Assets
internal import Hashing
internal import Synchronization

/// Computes the digests of files while their bytes pass, one frame after another.
final class ContentDigests: Sendable {
    private struct State: ~Copyable {
        var hash = SHA256()
        var digests: [SHA256Digest?]
    }

    private let entries: [TreeEntry]
    private let state: Mutex<State>

    init(_ entries: [TreeEntry]) {
        self.entries = entries
        // No frame has a slice of an empty file.
        let empty = SHA256.hash("")
        state = Mutex(State(digests: entries.map { $0.isFile && $0.byteCount == 0 ? empty : nil }))
    }

    func update(_ bytes: [UInt8], _ slices: [ContentSlice]) {
        state.withLock { state in
            for slice in slices {
                state.hash.update(bytes.span.bytes.extracting(slice.destination))
                let end = slice.offset + Int64(slice.destination.count)
                if end == entries[slice.entry].byteCount { state.digests[slice.entry] = state.hash.finish() }
            }
        }
    }

    /// Returns the tree with the digests of its files, once all frames have passed.
    func tree() -> HashedTree {
        let digests = state.withLock { $0.digests }
        return HashedTree(sorted: HashedTree.Entries(entries, digests: digests))
    }
}
