internal import Basics
internal import COpenSSL

/// A SHA-256 digest: 32 bytes, printed as 64 lower-case hexadecimal digits.
public struct SHA256Digest: Sendable, Hashable, LosslessStringConvertible, Codable {
    /// The number of bytes of a digest.
    public static let byteCount = 32

    // Four words instead of an array: a digest is copied and compared a lot, and never allocates.
    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// Makes a digest of its 32 bytes, or nil if there are more or fewer.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init { buffer in
            for (index, byte) in bytes.enumerated() { buffer[index] = byte }
        }
    }

    /// Makes a digest of 64 lower-case hexadecimal digits, or nil if the text is anything else.
    public init?(_ description: String) {
        guard let bytes = Hex.decode(description) else { return nil }
        self.init(bytes: bytes)
    }

    /// Makes a digest of the 32 bytes that a buffer begins with.
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

    /// Adds the digest's bytes to others.
    public func append(to bytes: inout [UInt8]) {
        withUnsafeBytes(of: words) { bytes.append(contentsOf: $0) }
    }

    /// Adds the 64 lower-case hexadecimal digits to other text: the same as `description`, in less time.
    public func appendDigits(to text: inout [UInt8]) {
        withUnsafeBytes(of: words) { bytes in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 2 * Self.byteCount) { digits in
                for (index, byte) in bytes.enumerated() {
                    digits[2 * index] = Self.digit(byte >> 4)
                    digits[2 * index + 1] = Self.digit(byte & 15)
                }
                text.append(contentsOf: digits)
            }
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
    }

    /// The digest in base64, as S3 writes checksums.
    public var base64: String { Base64.encode(bytes) }

    /// Whether all bytes are equal.
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
