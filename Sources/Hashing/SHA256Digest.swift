internal import Basics
internal import COpenSSL

/// A SHA-256 digest: 32 bytes, printed as 64 lower-case hexadecimal digits.
public struct SHA256Digest: Sendable, Hashable, LosslessStringConvertible, Codable {
    /// The number of bytes of a digest.
    public static let byteCount = 32

    // Four words instead of an array: a digest is copied and compared a lot, and never allocates.
    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// Creates a digest from its 32 bytes, or nil if there are more or fewer.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init { buffer in
            for (index, byte) in bytes.enumerated() { buffer[index] = byte }
        }
    }

    /// Creates a digest from 64 lower-case hexadecimal digits, or nil if the text is anything else.
    public init?(_ description: String) {
        guard let bytes = Hex.decode(description) else { return nil }
        self.init(bytes: bytes)
    }

    /// Creates a digest from the first 32 bytes of a buffer.
    public init(loadingFrom buffer: UnsafeRawBufferPointer) {
        precondition(buffer.count >= Self.byteCount, "a digest has 32 bytes")
        words = buffer.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self)
    }

    init(filling body: (UnsafeMutableRawBufferPointer) -> Void) {
        words = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words, body)
    }

    /// The digest's bytes.
    public var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0) } }

    /// The 64 lower-case hexadecimal digits.
    public var description: String { withUnsafeBytes(of: words) { Hex.encode($0) } }

    /// Appends the digest's bytes to an array.
    public func append(to bytes: inout [UInt8]) {
        withUnsafeBytes(of: words) { bytes.append(contentsOf: $0) }
    }

    /// Writes the 64 lower-case hexadecimal digits to a buffer, faster than `description` and without allocation.
    public func writeDigits(to buffer: UnsafeMutableRawBufferPointer) {
        precondition(buffer.count >= 2 * Self.byteCount, "a digest has 64 digits")
        withUnsafeBytes(of: words) { bytes in
            for index in stride(from: 0, to: Self.byteCount, by: 4) {
                let four = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self))
                buffer.storeBytes(of: Self.digits(of: four).littleEndian, toByteOffset: 2 * index, as: UInt64.self)
            }
        }
    }

    /// The digits of four bytes at once, the first in the lowest byte.
    private static func digits(of bytes: UInt32) -> UInt64 {
        var spread = UInt64(bytes)
        spread = (spread | spread << 16) & 0x0000_ffff_0000_ffff
        spread = (spread | spread << 8) & 0x00ff_00ff_00ff_00ff
        let values = (spread >> 4 | spread << 8) & 0x0f0f_0f0f_0f0f_0f0f
        // 6 more than 10 to 15 sets a bit that 6 more than 0 to 9 does not.
        let letters = (values + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        let toLetter = UInt64(UInt8(ascii: "a") - UInt8(ascii: "0") - 10)
        return values + 0x3030_3030_3030_3030 + letters * toLetter
    }

    /// The digest in base64, as S3 writes checksums.
    public var base64: String { Base64.encode(bytes) }

    /// Whether all 32 bytes are equal.
    public static func == (left: SHA256Digest, right: SHA256Digest) -> Bool { left.words == right.words }

    /// Hashes a quarter of the bytes: they are as random as any hash of them.
    public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }

    /// Reads the 64 lower-case hexadecimal digits.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let digest = SHA256Digest(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "a digest is 64 lower-case hexadecimal digits"
            )
        }
        self = digest
    }

    /// Writes the 64 lower-case hexadecimal digits.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
