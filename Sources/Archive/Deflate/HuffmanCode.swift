/// A canonical Huffman code with a limit on the length of its codes (RFC 1951, section 3.2.2).
package struct HuffmanCode {
    /// The lengths of the symbols' codes in bits; 0 for a symbol that does not occur.
    package let lengths: [UInt8]
    /// The symbols' codes, first bit lowest as in deflate, with their lengths from bit 16 on.
    package let codes: [UInt32]

    /// Creates a complete code, as decoders require it.
    ///
    /// - Parameters:
    ///   - frequencies: The number of occurrences of each symbol; at least two are not zero.
    ///   - limit: The length of the longest code, in bits.
    package init(frequencies: [UInt32], limit: Int) {
        // By frequency, then by number: one word for each, which sorts fast.
        let symbols = frequencies.indices.filter { frequencies[$0] > 0 }
            .map { UInt64(frequencies[$0]) << 32 | UInt64($0) }
            .sorted()
            .map { Int($0 & 0xFFFF_FFFF) }
        precondition(symbols.count >= 2 && symbols.count <= 1 << limit, "a code has two symbols or more")
        let depths = Self.depths(of: symbols.map { UInt64(frequencies[$0]) })
        let counts = Self.limitedCounts(depths: depths, limit: limit)

        var lengths = [UInt8](repeating: 0, count: frequencies.count)
        var next = 0
        // The rarest symbols come first and get the longest codes.
        for length in stride(from: limit, to: 0, by: -1) {
            for _ in 0..<counts[length] {
                lengths[symbols[next]] = UInt8(length)
                next += 1
            }
        }
        self.lengths = lengths
        codes = Self.canonicalCodes(lengths: lengths, counts: counts, limit: limit)
    }

    /// Returns a symbol's code in the highest bits and its length in the lowest, so that `PackedCodes` can join codes by
    /// one shift each.
    func packedCode(of symbol: Int) -> UInt64 {
        let length = UInt64(codes[symbol] >> 16)
        return length == 0 ? 0 : UInt64(codes[symbol] & 0xFFFF) << (64 - length) | length
    }

    /// Returns the number of bits that symbols of these frequencies take.
    package func bitCount(of frequencies: [UInt32]) -> Int {
        zip(frequencies, lengths).reduce(0) { $0 + Int($1.0) * Int($1.1) }
    }

    /// Returns the depths of the leaves of a Huffman tree by the two-queue method: leaves and inner nodes are both in the
    /// order of their weights, so that the two lightest nodes are always at the heads.
    private static func depths(of weights: [UInt64]) -> [Int] {
        let leafCount = weights.count
        var weights = weights
        var parents = [Int](repeating: 0, count: 2 * leafCount - 1)
        var (leaf, inner) = (0, leafCount)
        func lightest() -> Int {
            let takesLeaf = leaf < leafCount && (inner >= weights.count || weights[leaf] <= weights[inner])
            defer { if takesLeaf { leaf += 1 } else { inner += 1 } }
            return takesLeaf ? leaf : inner
        }
        for node in leafCount..<2 * leafCount - 1 {
            let (first, second) = (lightest(), lightest())
            parents[first] = node
            parents[second] = node
            weights.append(weights[first] + weights[second])
        }
        var depths = [Int](repeating: 0, count: 2 * leafCount - 1)
        for node in stride(from: 2 * leafCount - 3, through: 0, by: -1) { depths[node] = depths[parents[node]] + 1 }
        return Array(depths[..<leafCount])
    }

    /// Returns the number of codes of each length, none above the limit, that form a complete code.
    private static func limitedCounts(depths: [Int], limit: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: limit + 1)
        for depth in depths { counts[min(depth, limit)] += 1 }
        // Kraft's sum in units of the longest code: a complete code fills `full` exactly.
        let full = 1 << limit
        var sum = (1...limit).reduce(0) { $0 + counts[$1] << (limit - $1) }
        while sum > full {
            guard let length = (1..<limit).last(where: { counts[$0] > 0 }) else { break }
            counts[length] -= 1
            counts[length + 1] += 1
            sum -= 1 << (limit - length - 1)
        }
        while sum < full {
            counts[limit] -= 1
            counts[limit - 1] += 1
            sum += 1
        }
        return counts
    }

    private static func canonicalCodes(lengths: [UInt8], counts: [Int], limit: Int) -> [UInt32] {
        var next = [UInt32](repeating: 0, count: limit + 1)
        var code: UInt32 = 0
        for length in 1...limit {
            code = (code + UInt32(length == 1 ? 0 : counts[length - 1])) << 1
            next[length] = code
        }
        return lengths.map { length in
            guard length > 0 else { return 0 }
            defer { next[Int(length)] += 1 }
            return reversed(next[Int(length)], bitCount: UInt32(length)) | UInt32(length) << 16
        }
    }

    private static func reversed(_ code: UInt32, bitCount: UInt32) -> UInt32 {
        var (code, result) = (code, UInt32(0))
        for _ in 0..<bitCount {
            result = result << 1 | code & 1
            code >>= 1
        }
        return result
    }
}
