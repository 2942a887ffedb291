/// The set of states that an expression may be in: a bit set in one word for up to 64 states, and an array for more.
struct StateSet {
    private var first: UInt64 = 0
    private var more: [UInt64]

    /// Creates an empty set.
    ///
    /// - Parameter count: The number of possible states.
    init(count: Int) {
        more = count <= 64 ? [] : Array(repeating: 0, count: (count - 1) / 64)
    }

    var isEmpty: Bool { first == 0 && more.allSatisfy { $0 == 0 } }

    func contains(_ state: Int) -> Bool {
        let word = state < 64 ? first : more[state / 64 - 1]
        return word & (1 << UInt64(state % 64)) != 0
    }

    mutating func insert(_ state: Int) {
        if state < 64 {
            first |= 1 << UInt64(state)
        } else {
            more[state / 64 - 1] |= 1 << UInt64(state % 64)
        }
    }

    func forEach(_ body: (Int) -> Void) {
        Self.forEach(in: first, from: 0, body)
        for (index, word) in more.enumerated() { Self.forEach(in: word, from: (index + 1) * 64, body) }
    }

    private static func forEach(in word: UInt64, from start: Int, _ body: (Int) -> Void) {
        var word = word
        while word != 0 {
            body(start + word.trailingZeroBitCount)
            word &= word - 1
        }
    }
}

/// A decoder of UTF-8 bytes that returns one Unicode scalar after the other.
struct UTF8Scalars {
    private var bytes: ArraySlice<UInt8>.Iterator
    private var decoder = UTF8()

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes.makeIterator()
    }

    /// Returns the next scalar; nil at the end.
    ///
    /// Bytes that are not UTF-8 become U+FFFD.
    mutating func popFirst() -> Unicode.Scalar? {
        switch decoder.decode(&bytes) {
        case .scalarValue(let scalar): scalar
        case .emptyInput: nil
        case .error: "\u{FFFD}"
        }
    }
}
