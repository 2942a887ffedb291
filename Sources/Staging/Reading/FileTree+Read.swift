public import Assets

extension FileTree: TreeContent {
    /// Reads parts of files into a buffer.
    ///
    /// - Throws: `StagingError.changedWhileRead` if a file has changed since the walk, `FileError`.
    public func read(_ parts: [ContentPart], into buffer: UnsafeMutableRawBufferPointer) throws {
        var cursor = DirectoryCursor(root)
        for part in parts {
            let file = try OpenFile(node(part.entry), with: &cursor, in: root)
            try file.read(at: part.offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[part.destination]))
            try file.check()
        }
    }
}

extension FileTree {
    /// Returns a range of bytes of an entry's file.
    ///
    /// - Throws: `StagingError.changedWhileRead` if the file has changed since the walk, `FileError`.
    public func read(_ entry: Int, _ range: Range<Int64>) throws -> [UInt8] {
        let part = ContentPart(entry: entry, offset: range.lowerBound, destination: 0..<range.count)
        return try [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            try read([part], into: UnsafeMutableRawBufferPointer(buffer))
            count = range.count
        }
    }
}
