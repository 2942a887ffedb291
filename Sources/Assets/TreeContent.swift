/// The entries of a tree together with a way to read their bytes.
public protocol TreeContent: Sendable {
    /// The entries, sorted by path as unsigned bytes.
    var entries: [TreeEntry] { get }

    /// Reads parts of files into a buffer; called from many threads at once.
    ///
    /// - Throws: An error if a file cannot be read, or is not what its entry says any more.
    func read(_ parts: [ContentPart], into buffer: UnsafeMutableRawBufferPointer) throws
}

/// A part of a file's content, and where it goes in a buffer.
public struct ContentPart: Sendable, Hashable {
    /// The index of the file's entry.
    public let entry: Int
    /// Where the part begins in the file, in bytes.
    public let offset: Int64
    /// Where it goes in the buffer, in bytes.
    public let destination: Range<Int>

    /// Creates a part whose byte count is that of its destination.
    public init(entry: Int, offset: Int64, destination: Range<Int>) {
        self.entry = entry
        self.offset = offset
        self.destination = destination
    }
}
