/// The goal of a bundle's compression: fast publishes, fast endpoint starts, or small bundles.
public enum BundleCompression: String, Sendable, CaseIterable {
    /// As the default, but a quicker search for matches, whose result is a tenth larger.
    case fast
    /// Matches where content repeats; else Huffman codes alone, where they save an eighth.
    ///
    /// All that is compressed is decompressed again at every start of an endpoint, at half the speed of stored bytes.
    case `default`
    /// Whatever saves a byte, however long it takes to read it back.
    case small

    /// libdeflate's level.
    ///
    /// Level 9 takes three times as long as 6 to save one more part in a hundred.
    var level: CInt { self == .fast ? 1 : 6 }

    /// The most bytes that a frame without matches may take for it not to be stored.
    func huffmanLimit(_ byteCount: Int) -> Int { self == .small ? byteCount : byteCount - byteCount / 8 }
}
