internal import Assets
internal import Staging

/// The bytes of a file artifact, read one after the other up to a limit.
final class ArtifactFile {
    private let tree: FileTree
    private let byteCount: Int64
    private var offset: Int64 = 0

    /// Whether bytes were kept back that somebody wanted.
    private(set) var isCut = false
    private let limit: Int64

    /// Opens nothing yet.
    ///
    /// - Parameters:
    ///   - tree: A tree of one file.
    ///   - limit: How many bytes to give.
    init(_ tree: FileTree, limit: Int64 = .max) {
        self.tree = tree
        byteCount = tree.byteCount
        self.limit = limit
    }

    /// The file's name.
    var name: String { tree.entries.first?.path ?? "" }

    /// The first bytes, which are given again later.
    func beginning(_ count: Int) throws -> [UInt8] {
        let count = Int(min(Int64(count), byteCount))
        return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            try read(count, at: 0, into: UnsafeMutableRawBufferPointer(buffer))
            initialized = count
        }
    }

    /// Reads the next bytes into a buffer and returns how many; 0 at the end, or at the limit.
    func next(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        try Task.checkCancellation()
        let end = min(byteCount, limit)
        let count = Int(min(Int64(buffer.count), end - offset))
        if count == 0 {
            isCut = end < byteCount
            return 0
        }
        try read(count, at: offset, into: buffer)
        offset += Int64(count)
        return count
    }

    private func read(_ count: Int, at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws {
        guard count > 0 else { return }
        try tree.read([ContentPart(entry: 0, offset: offset, destination: 0..<count)], into: buffer)
    }
}
