import TestSupport

/// Kinds of content that models contain.
enum Sample: String, CaseIterable, Sendable {
    case zeros, oneByte, twoSymbols, text, random, bfloat16, float16

    func bytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
        var random = SplitMix(state: seed)
        switch self {
        case .zeros: return [UInt8](repeating: 0, count: count)
        case .oneByte: return [UInt8](repeating: 0xA5, count: count)
        case .twoSymbols: return (0..<count).map { _ in random.next() & 1 == 0 ? 3 : 250 }
        case .text:
            let words = [
                "model", "layer", "weight", "bias", "import", "return", "self", "\n    ", " = ", "(", ")", "0.5",
            ]
            var text: [UInt8] = []
            while text.count < count { text += words[Int(random.next() % UInt64(words.count))].utf8 }
            return Array(text.prefix(count))
        case .random: return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        case .bfloat16:
            // Sign and exponent of numbers around 0.02, and a mantissa of noise.
            return (0..<count).map { index in
                let bits = random.next()
                guard index % 2 == 1 else { return UInt8(truncatingIfNeeded: bits) }
                return UInt8(0x3C - (bits >> 8 & bits >> 10 & 3)) | UInt8(bits & 0x80)
            }
        case .float16:
            // The same, but less compressible: two bits of the mantissa are in the byte of sign and exponent.
            return (0..<count).map { index in
                let bits = random.next()
                guard index % 2 == 1 else { return UInt8(truncatingIfNeeded: bits) }
                return UInt8(0x24 - (bits >> 8 & bits >> 10 & 3) << 2) | UInt8(bits & 0x83)
            }
        }
    }
}
