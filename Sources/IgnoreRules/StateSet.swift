/// The set of states that an expression may be in: one word for up to 64 states, an array for the rest.
struct StateSet {
    private var first: UInt64 = 0
    private var more: [UInt64]

    /// An empty set of states below a number.
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

/// The characters of UTF-8 bytes, one after the other.
struct UTF8Scalars {
    private var bytes: ArraySlice<UInt8>.Iterator
    private var decoder = UTF8()

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes.makeIterator()
    }

    /// Takes the next character; bytes that are not UTF-8 become U+FFFD.
    mutating func popFirst() -> Unicode.Scalar? {
        switch decoder.decode(&bytes) {
        case .scalarValue(let scalar): scalar
        case .emptyInput: nil
        case .error: "\u{FFFD}"
        }
    }
}
