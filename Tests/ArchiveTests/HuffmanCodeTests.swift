import Archive
import Testing
import TestSupport

@Suite struct HuffmanCodeTests {
    /// Returns frequencies of several shapes: few symbols and many, flat and steep, with gaps.
    private static func frequencies(_ random: inout SplitMix, symbolCount: Int) -> [UInt32] {
        let shape = random.next() % 4
        var frequencies = (0..<symbolCount).map { index -> UInt32 in
            let value = random.next()
            switch shape {
            case 0: return UInt32(value % 1000)
            case 1: return UInt32(1) << UInt32(value % 17)
            case 2: return value % 5 == 0 ? UInt32(value >> 32 & 0xFFFF) : 0
            default: return UInt32(1 + index * index)
            }
        }
        // At least two symbols occur.
        frequencies[0] = max(1, frequencies[0])
        frequencies[symbolCount - 1] = max(1, frequencies[symbolCount - 1])
        return frequencies
    }

    /// Returns the size of the optimal code without a limit: the two lightest weights are joined until one is left.
    private static func leastBitCount(of frequencies: [UInt32]) -> Int {
        var weights = frequencies.filter { $0 > 0 }.map(Int.init)
        var sum = 0
        while weights.count > 1 {
            weights.sort(by: >)
            let joined = weights.removeLast() + weights.removeLast()
            sum += joined
            weights.append(joined)
        }
        return sum
    }

    private static func expectComplete(_ code: HuffmanCode, _ frequencies: [UInt32], limit: Int, _ comment: Comment) {
        #expect(zip(frequencies, code.lengths).allSatisfy { ($0 > 0) == ($1 > 0) }, comment)
        #expect(code.lengths.allSatisfy { $0 <= limit }, comment)
        #expect(code.lengths.filter { $0 > 0 }.reduce(0) { $0 + 1 << (limit - Int($1)) } == 1 << limit, comment)
    }

    @Test(arguments: [(19, 7), (30, 7), (257, 12), (257, 9), (128, 7)])
    func codesAreCompleteAndWithinTheirLimit(symbolCount: Int, limit: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix(state: seed)
        for round in 0..<60 {
            let frequencies = Self.frequencies(&random, symbolCount: symbolCount)
            let comment: Comment = "seed \(seed), round \(round)"
            let code = HuffmanCode(frequencies: frequencies, limit: limit)
            Self.expectComplete(code, frequencies, limit: limit, comment)
            let least = Self.leastBitCount(of: frequencies)
            let free = HuffmanCode(frequencies: frequencies, limit: 30)
            #expect(free.bitCount(of: frequencies) == least, comment)
            if free.lengths.allSatisfy({ $0 <= limit }) {
                #expect(code.bitCount(of: frequencies) == least, comment)
            } else {
                #expect(code.bitCount(of: frequencies) > least, comment)
            }
        }
    }

    @Test(arguments: [7, 9, 12, 15])
    func theSteepestFrequenciesStayWithinTheLimit(limit: Int) {
        // Fibonacci numbers give the deepest possible tree.
        var frequencies: [UInt32] = [1, 1]
        while frequencies.count < 40 {
            frequencies.append(frequencies[frequencies.count - 1] + frequencies[frequencies.count - 2])
        }
        let code = HuffmanCode(frequencies: frequencies, limit: limit)
        Self.expectComplete(code, frequencies, limit: limit, "limit \(limit)")
    }

    /// RFC 1951, section 3.2.2, has this example.
    @Test func codesAreCanonical() {
        let code = HuffmanCode(frequencies: [4, 4, 4, 4, 4, 8, 2, 2], limit: 15)
        #expect(code.lengths == [3, 3, 3, 3, 3, 2, 4, 4])
        let words = code.codes.map { word in
            (0..<word >> 16).map { word >> $0 & 1 == 1 ? "1" : "0" }.joined()
        }
        #expect(words == ["010", "011", "100", "101", "110", "00", "1110", "1111"])
    }

    @Test func aCodeOfOneSymbolIsAProgrammingError() async {
        await #expect(processExitsWith: .failure) { _ = HuffmanCode(frequencies: [0, 5], limit: 7) }
    }
}
