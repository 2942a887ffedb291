/// The header of a block with its own Huffman code: the lengths of all codes, themselves run-length and Huffman coded.
struct CodeLengths {
    /// A length or a run of lengths, with extra bits for the length of a run.
    private struct Item {
        let symbol: Int
        let extra: UInt64
        let extraBitCount: UInt64
    }

    /// The order in which the lengths of the code-length code are written (RFC 1951, section 3.2.7).
    private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    private let items: [Item]
    private let code: HuffmanCode
    private let codeCount: Int

    /// The size of the header in bits.
    let bitCount: Int

    /// Encodes the lengths of a block's codes.
    ///
    /// - Parameter literals: The lengths of the codes of the 256 bytes and the end of the block.
    init(literals: [UInt8]) {
        // Two distance codes that are never used: some decoders reject a block that has none.
        let items = Self.items(of: literals + [1, 1])
        var frequencies = [UInt32](repeating: 0, count: 19)
        for item in items { frequencies[item.symbol] += 1 }
        let code = HuffmanCode(frequencies: frequencies, limit: 7)
        let codeCount = max(4, (Self.order.lastIndex { code.lengths[$0] > 0 } ?? 0) + 1)
        let extraBitCount = items.reduce(0) { $0 + Int($1.extraBitCount) }
        self.items = items
        self.code = code
        self.codeCount = codeCount
        bitCount = 17 + 3 * codeCount + code.bitCount(of: frequencies) + extraBitCount
    }

    func write(to writer: inout BitWriter) {
        // Not the last block, with its own code, 257 literals and 2 distances.
        writer.write(0b100, count: 3)
        writer.write(0, count: 5)
        writer.write(1, count: 5)
        writer.write(UInt64(codeCount - 4), count: 4)
        for symbol in Self.order[..<codeCount] { writer.write(UInt64(code.lengths[symbol]), count: 3) }
        for item in items {
            writer.write(code.codes[item.symbol])
            writer.write(item.extra, count: item.extraBitCount)
        }
    }

    private static func items(of lengths: [UInt8]) -> [Item] {
        var items: [Item] = []
        var position = 0
        while position < lengths.count {
            let length = lengths[position]
            var run = lengths[position...].prefix { $0 == length }.count
            position += run
            if length != 0 {
                items.append(Item(symbol: Int(length), extra: 0, extraBitCount: 0))
                run -= 1
            }
            while run >= 3 {
                let item = runItem(of: length, count: run)
                items.append(item.item)
                run -= item.count
            }
            for _ in 0..<run { items.append(Item(symbol: Int(length), extra: 0, extraBitCount: 0)) }
        }
        return items
    }

    /// Returns the longest run that one item can express: repeats of a length, or zeros.
    private static func runItem(of length: UInt8, count: Int) -> (item: Item, count: Int) {
        if length != 0 {
            let taken = min(count, 6)
            return (Item(symbol: 16, extra: UInt64(taken - 3), extraBitCount: 2), taken)
        }
        if count <= 10 { return (Item(symbol: 17, extra: UInt64(count - 3), extraBitCount: 3), count) }
        let taken = min(count, 138)
        return (Item(symbol: 18, extra: UInt64(taken - 11), extraBitCount: 7), taken)
    }
}
