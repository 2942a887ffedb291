/// The goal of a bundle's compression: fast publishes, fast endpoint starts, or small bundles.
public enum BundleCompression: String, Sendable, CaseIterable {
    /// Like `default`, but with a faster search for matches, whose result is a tenth larger.
    case fast
    /// Matches where content repeats; else Huffman codes alone, where they save an eighth.
    ///
    /// All that is compressed is decompressed again at every start of an endpoint, at half the speed of stored bytes.
    case `default`
    /// Whatever saves a byte, regardless of the time to decompress it.
    case small

    /// libdeflate's level.
    ///
    /// Level 9 takes three times as long as 6 and saves one more percent.
    var level: CInt { self == .fast ? 1 : 6 }

    /// Returns the largest size in bytes at which a frame is Huffman coded without matches, instead of stored.
    func huffmanLimit(_ byteCount: Int) -> Int { self == .small ? byteCount : byteCount - byteCount / 8 }
}
