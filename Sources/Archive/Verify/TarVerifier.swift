internal import Assets
internal import Hashing

/// Compares a tar archive, whose bytes come in pieces, with the entries that it must hold: these and no others, in their
/// order, with their content and nothing else.
///
/// libarchive's reader would not do: it composes the accents of a pax name, and so takes two names for one.
struct TarVerifier: ~Copyable {
    private enum State {
        /// Gathers a header block.
        case header
        /// Gathers extended records of a size, which blocks hold.
        case records(byteCount: Int)
        /// Hashes a file's content.
        case content(left: Int64)
        /// Expects zeros, up to the end of a block.
        case padding(left: Int64)
        /// Expects zeros, up to the end of the archive.
        case end(left: Int64)
    }

    private static let blockByteCount = Int64(TarBlock.byteCount)

    private let entries: [HashedTree.Entry]
    private var next = 0
    private var state: State
    private var gathered: [UInt8] = []
    private var records: TarRecords?
    private var hash = SHA256()

    init(_ entries: [HashedTree.Entry]) {
        self.entries = entries
        state = entries.isEmpty ? .end(left: 2 * Self.blockByteCount) : .header
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = try take(rest)
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    func finish() throws(ArchiveError) {
        guard case .end(left: 0) = state else {
            let what = next < entries.count ? "'\(entries[next].entry.path)' is missing or cut" : "its tar has no end"
            throw .mismatch(what: what)
        }
    }

    /// Takes bytes for the current state and returns how many.
    private mutating func take(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) -> Int {
        switch state {
        case .header:
            let count = gather(bytes, until: TarBlock.byteCount)
            if gathered.count == TarBlock.byteCount { try endHeader() }
            return count
        case .records(let byteCount):
            let count = gather(bytes, until: byteCount + Int(Self.padding(after: Int64(byteCount))))
            try endRecords(byteCount: byteCount)
            return count
        case .content(let left):
            let count = Int(min(Int64(bytes.count), left))
            hash.update(UnsafeRawBufferPointer(rebasing: bytes[..<count]).bytes)
            state = .content(left: left - Int64(count))
            if left == Int64(count) { try endContent() }
            return count
        case .padding(let left):
            let count = try skipZeros(bytes, left)
            state = .padding(left: left - Int64(count))
            if left == Int64(count) { beginEntry() }
            return count
        case .end(let left):
            guard left > 0 else { throw .mismatch(what: "bytes after the end of its tar") }
            let count = try skipZeros(bytes, left)
            state = .end(left: left - Int64(count))
            return count
        }
    }

    private mutating func gather(_ bytes: UnsafeRawBufferPointer, until byteCount: Int) -> Int {
        let count = min(bytes.count, byteCount - gathered.count)
        gathered += bytes[..<count]
        return count
    }

    private func skipZeros(_ bytes: UnsafeRawBufferPointer, _ left: Int64) throws(ArchiveError) -> Int {
        let count = Int(min(Int64(bytes.count), left))
        guard bytes[..<count].allSatisfy({ $0 == 0 }) else {
            let isInside = next < entries.count
            throw .mismatch(what: isInside ? "bytes after \(name)" : "an entry that the index does not have")
        }
        return count
    }

    private mutating func endHeader() throws(ArchiveError) {
        guard let block = TarBlock(gathered) else { throw .mismatch(what: "the header of \(name)") }
        gathered = []
        if block.kind == .records {
            // Bounded by what the entry can need: its path, its target, its size, and what surrounds them.
            let limit = entries[next].entry.textByteCount + 1024
            guard records == nil, block.isAnonymous, block.size > 0, block.size <= Int64(limit) else {
                throw .mismatch(what: "the records of \(name)")
            }
            state = .records(byteCount: Int(block.size))
            return
        }
        try check(block, records ?? TarRecords())
        records = nil
        state = .content(left: entries[next].entry.byteCount)
        if entries[next].entry.byteCount == 0 { try endContent() }
    }

    private mutating func endRecords(byteCount: Int) throws(ArchiveError) {
        guard gathered.count == byteCount + Int(Self.padding(after: Int64(byteCount))) else { return }
        guard gathered[byteCount...].allSatisfy({ $0 == 0 }), let records = TarRecords(gathered[..<byteCount]) else {
            throw .mismatch(what: "the records of \(name)")
        }
        self.records = records
        gathered = []
        state = .header
    }

    private mutating func endContent() throws(ArchiveError) {
        if let digest = entries[next].digest, hash.finish() != digest {
            throw .mismatch(what: "the content of \(name)")
        }
        let padding = Self.padding(after: entries[next].entry.byteCount)
        state = .padding(left: padding)
        if padding == 0 { beginEntry() }
    }

    private mutating func beginEntry() {
        next += 1
        state = next < entries.count ? .header : .end(left: 2 * Self.blockByteCount)
    }

    private func check(_ block: TarBlock, _ records: TarRecords) throws(ArchiveError) {
        let expected = entries[next].entry.header
        func check(_ isRight: Bool, _ property: String) throws(ArchiveError) {
            guard isRight else { throw .mismatch(what: "the \(property) of \(name)") }
        }
        try check((records.path ?? block.path) == expected.path, "path")
        try check(block.kind == expected.kind, "kind")
        try check(block.mode == expected.mode, "mode")
        try check((records.size ?? block.size) == entries[next].entry.byteCount, "size")
        try check((records.target ?? block.target) == expected.target, "target")
        try check(block.isAnonymous, "owner or time")
    }

    private var name: String { "'\(entries[next].entry.path)'" }

    private static func padding(after byteCount: Int64) -> Int64 {
        (blockByteCount - byteCount % blockByteCount) % blockByteCount
    }
}

extension TreeEntry {
    /// The header block that the entry must have.
    fileprivate var header: (path: [UInt8], kind: TarBlock.Kind, mode: Int64, target: [UInt8]) {
        let path = Array(path.utf8)
        return switch kind {
        case .directory: (path + [UInt8(ascii: "/")], .directory, 0o755, [])
        case .file(_, let isExecutable): (path, .file, isExecutable ? 0o755 : 0o644, [])
        case .link(let target): (path, .link, 0o777, Array(target.utf8))
        }
    }

    /// The size of the entry's names in bytes.
    fileprivate var textByteCount: Int {
        if case .link(let target) = kind { path.utf8.count + target.utf8.count } else { path.utf8.count }
    }
}
