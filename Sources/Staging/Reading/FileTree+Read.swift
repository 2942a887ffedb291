public import Assets

extension FileTree: TreeContent {
    /// Reads slices of files into a buffer.
    ///
    /// - Throws: `StagingError.changedWhileRead` if a file has changed since the walk, `FileError`.
    public func read(_ slices: [ContentSlice], into buffer: UnsafeMutableRawBufferPointer) throws {
        var cursor = DirectoryCursor(root)
        for slice in slices {
            let file = try OpenFile(node(slice.entry), with: &cursor, in: root)
            try file.read(at: slice.offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[slice.destination]))
            try file.check()
        }
    }
}

extension FileTree {
    /// Returns a range of bytes of an entry's file.
    ///
    /// - Throws: `StagingError.changedWhileRead` if the file has changed since the walk, `FileError`.
    public func read(_ entry: Int, _ range: Range<Int64>) throws -> [UInt8] {
        let slice = ContentSlice(entry: entry, offset: range.lowerBound, destination: 0..<range.count)
        return try [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            try read([slice], into: UnsafeMutableRawBufferPointer(buffer))
            count = range.count
        }
    }
}
