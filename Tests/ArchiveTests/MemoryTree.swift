import Archive
import Assets
import Hashing

/// A tree in memory, with its entries in the order in which they are given.
struct MemoryTree: TreeContent {
    struct Unreadable: Error, Equatable {}

    let entries: [TreeEntry]
    private(set) var contents: [[UInt8]]
    /// The entry that cannot be read.
    var unreadable: Int?

    init(_ items: [(path: String, content: [UInt8])]) {
        entries = items.map { path, content in
            TreeEntry(path: path, kind: .file(size: Int64(content.count), isExecutable: path.hasSuffix(".sh")))
        }
        contents = items.map(\.content)
    }

    init(entries: [TreeEntry]) {
        self.entries = entries
        contents = entries.map { _ in [] }
    }

    func read(_ slices: [ContentSlice], into buffer: UnsafeMutableRawBufferPointer) throws {
        for slice in slices {
            if slice.entry == unreadable { throw Unreadable() }
            let content = contents[slice.entry][Int(slice.offset)...].prefix(slice.destination.count)
            UnsafeMutableRawBufferPointer(rebasing: buffer[slice.destination]).copyBytes(from: content)
        }
    }

    /// Files of all kinds and sizes.
    static let example = MemoryTree([
        ("a.txt", Sample.text.bytes(1000)), ("big", Sample.bfloat16.bytes((5 << 20) + 3)), ("empty", []),
        ("noise", Sample.random.bytes(100_000)), ("run.sh", Array("#!/bin/sh\n".utf8)),
        ("words", Sample.text.bytes((1 << 20) + 1)), (String(repeating: "é/", count: 150) + "z", [1, 2, 3]),
    ])
}
