internal import ArgumentParser

/// A number of bytes on the command line: `800K`, `50M`, `2G`, in powers of 1,024.
struct ByteAmount: ExpressibleByArgument {
    let byteCount: Int

    private static let units: [Character: Int] = ["K": 10, "M": 20, "G": 30]

    init?(argument: String) {
        let shift = argument.last.flatMap { Self.units[$0] }
        let digits = shift == nil ? argument : String(argument.dropLast())
        guard let number = Int(digits), (1...1_000_000_000).contains(number) else { return nil }
        byteCount = number << (shift ?? 0)
    }
}
