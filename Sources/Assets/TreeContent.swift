/// The entries of a tree together with a way to read their bytes.
public protocol TreeContent: Sendable {
    /// The entries, sorted by path as unsigned bytes.
    var entries: [TreeEntry] { get }

    /// Reads slices of files into a buffer; called from many threads at once.
    ///
    /// - Throws: An error if a file cannot be read, or has changed since its entry was made.
    func read(_ slices: [ContentSlice], into buffer: UnsafeMutableRawBufferPointer) throws
}

/// A slice of a file's content with its destination in a buffer.
public struct ContentSlice: Sendable, Hashable {
    /// The index of the file's entry.
    public let entry: Int
    /// The offset of the slice in the file, in bytes.
    public let offset: Int64
    /// The range of the slice in the buffer, in bytes.
    public let destination: Range<Int>

    /// Creates a slice whose byte count is that of its destination.
    public init(entry: Int, offset: Int64, destination: Range<Int>) {
        self.entry = entry
        self.offset = offset
        self.destination = destination
    }
}
