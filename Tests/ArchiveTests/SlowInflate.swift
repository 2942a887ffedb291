/// A reference decoder for deflate that follows RFC 1951 literally, one bit at a time.
struct SlowInflate {
    struct Malformed: Error {}

    private let input: [UInt8]
    private var position = 0
    private(set) var output: [UInt8] = []
    /// Whether any block refers to earlier bytes.
    private(set) var hasMatches = false

    init(_ input: [UInt8]) { self.input = input }

    /// Decodes blocks until the input ends, none of which may be marked as the last one.
    mutating func decodeFrame() throws {
        while position < input.count * 8 {
            guard try bits(1) == 0 else { throw Malformed() }
            switch try bits(2) {
            case 0: try stored()
            case 1:
                let lengths = (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }
                try symbols(Code(lengths), Code([Int](repeating: 5, count: 30)))
            case 2: try dynamic()
            default: throw Malformed()
            }
        }
    }

    private mutating func bits(_ count: Int) throws -> Int {
        var value = 0
        for bit in 0..<count {
            guard position < input.count * 8 else { throw Malformed() }
            value |= Int(input[position / 8] >> UInt8(position % 8) & 1) << bit
            position += 1
        }
        return value
    }

    private mutating func stored() throws {
        position = (position + 7) / 8 * 8
        let count = try bits(16)
        guard try bits(16) == ~count & 0xFFFF else { throw Malformed() }
        for _ in 0..<count { output.append(UInt8(try bits(8))) }
    }

    private mutating func dynamic() throws {
        let (literalCount, distanceCount) = (try bits(5) + 257, try bits(5) + 1)
        let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
        var codeLengths = [Int](repeating: 0, count: 19)
        for symbol in order.prefix(try bits(4) + 4) { codeLengths[symbol] = try bits(3) }
        let code = try Code(codeLengths)
        var lengths: [Int] = []
        while lengths.count < literalCount + distanceCount {
            switch try symbol(code) {
            case 16:
                guard let last = lengths.last else { throw Malformed() }
                lengths += [Int](repeating: last, count: try bits(2) + 3)
            case 17: lengths += [Int](repeating: 0, count: try bits(3) + 3)
            case 18: lengths += [Int](repeating: 0, count: try bits(7) + 11)
            case let length: lengths.append(length)
            }
        }
        guard lengths.count == literalCount + distanceCount else { throw Malformed() }
        try symbols(Code(Array(lengths[..<literalCount])), Code(Array(lengths[literalCount...])))
    }

    private mutating func symbols(_ literals: Code, _ distances: Code) throws {
        while true {
            let symbol = try symbol(literals)
            if symbol < 256 {
                output.append(UInt8(symbol))
            } else if symbol == 256 {
                return
            } else {
                hasMatches = true
                let length = symbol == 285 ? 258 : try extended(symbol - 257, perStep: 4, first: 3)
                let distance = try extended(self.symbol(distances), perStep: 2, first: 1)
                guard distance <= output.count else { throw Malformed() }
                for _ in 0..<length { output.append(output[output.count - distance]) }
            }
        }
    }

    /// Computes the tables of section 3.2.5: steps that double every few symbols.
    private mutating func extended(_ symbol: Int, perStep: Int, first: Int) throws -> Int {
        var (value, extra) = (first, 0)
        for step in 0..<symbol {
            value += 1 << extra
            if step + 1 >= 2 * perStep, (step + 1) % perStep == 0 { extra += 1 }
        }
        return value + (try bits(extra))
    }

    private mutating func symbol(_ code: Code) throws -> Int {
        var (word, length) = (0, 0)
        repeat {
            word = word << 1 | (try bits(1))
            length += 1
            if let symbol = code.symbols[[length, word]] { return symbol }
        } while length < 15
        throw Malformed()
    }

    /// Symbols by the length and the bits of their codes (section 3.2.2).
    ///
    /// The code must be complete, unless it has one symbol or none.
    private struct Code {
        var symbols: [[Int]: Int] = [:]

        init(_ lengths: [Int]) throws {
            var (next, sum) = (0, 0)
            for length in 1...15 {
                next <<= 1
                for symbol in lengths.indices where lengths[symbol] == length {
                    symbols[[length, next]] = symbol
                    next += 1
                    sum += 1 << (15 - length)
                }
            }
            guard sum == 1 << 15 || lengths.count == 30 || symbols.count <= 1 else { throw Malformed() }
        }
    }
}
