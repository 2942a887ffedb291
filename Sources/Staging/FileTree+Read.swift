public import Identity

extension FileTree: TreeContent {
    /// Reads parts of files into a buffer.
    ///
    /// - Throws: `StagingError.changedWhileRead` if a file is not what the walk found, `FileError`.
    public func read(_ parts: [ContentPart], into buffer: UnsafeMutableRawBufferPointer) throws {
        var cursor = DirectoryCursor(root)
        for part in parts {
            let file = try OpenFile(nodes[part.entry], with: &cursor, in: root)
            try file.read(at: part.offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[part.destination]))
            try file.check()
        }
    }
}
