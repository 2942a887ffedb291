internal import Assets
internal import Staging

/// The bytes of a file artifact, read one after the other up to a limit.
final class ArtifactFile {
    /// The file's name.
    let name: String
    private let byteCount: Int64
    private let readAt: (_ offset: Int64, _ buffer: UnsafeMutableRawBufferPointer) throws -> Void
    private var offset: Int64 = 0

    /// Whether the limit ended the file before its last byte.
    private(set) var isCut = false
    private let limit: Int64

    /// Opens nothing yet.
    ///
    /// - Parameters:
    ///   - tree: A tree with the file.
    ///   - entry: The file among the tree's entries.
    ///   - limit: The number of bytes after which the file ends, whatever its size.
    init(_ tree: FileTree, entry: Int = 0, limit: Int64) {
        name = tree.entries[entry].path
        byteCount = tree.entries[entry].byteCount
        self.limit = limit
        readAt = { offset, buffer in
            try tree.read([ContentSlice(entry: entry, offset: offset, destination: 0..<buffer.count)], into: buffer)
        }
    }

    /// Takes the place of a file whose bytes are in memory.
    init(name: String, bytes: [UInt8]) {
        self.name = name
        byteCount = Int64(bytes.count)
        limit = .max
        readAt = { offset, buffer in buffer.copyBytes(from: bytes[Int(offset)...].prefix(buffer.count)) }
    }

    /// Returns the first bytes, which `next` returns again.
    func beginning(_ count: Int) throws -> [UInt8] {
        let count = Int(min(Int64(count), byteCount))
        return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            try read(at: 0, into: UnsafeMutableRawBufferPointer(rebasing: raw[..<count]))
            initialized = count
        }
    }

    /// Reads the next bytes into a buffer and returns their number; 0 at the end, or at the limit.
    func next(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        try Task.checkCancellation()
        let end = min(byteCount, limit)
        let count = Int(min(Int64(buffer.count), end - offset))
        if count == 0 {
            isCut = end < byteCount
            return 0
        }
        try read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
        offset += Int64(count)
        return count
    }

    private func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws {
        guard !buffer.isEmpty else { return }
        try readAt(offset, buffer)
    }
}
