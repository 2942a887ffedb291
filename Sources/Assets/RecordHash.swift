internal import Hashing

/// A SHA-256 hash of fields, each ended by a NUL byte.
///
/// Fields are short and many: they are collected in a buffer, without allocating a string or an array for each. Unsafe
/// pointers are confined to this file.
struct RecordHash: ~Copyable {
    private static let longestNumber = 20

    private var hash = SHA256()
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 15, alignment: 64)
    private var count = 0

    deinit {
        buffer.deallocate()
    }

    /// Adds the UTF-8 bytes of a text.
    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { text in
            if text.count < buffer.count {
                room(for: text.count + 1).copyMemory(from: UnsafeRawBufferPointer(text))
                count += text.count
            } else {
                hashBuffer()
                hash.update(UnsafeRawBufferPointer(text).bytes)
            }
        }
        end()
    }

    /// Adds a number's decimal digits.
    mutating func add(_ number: Int64) {
        precondition(number >= 0, "no field is negative")
        let digits = room(for: Self.longestNumber)
        var rest = number.magnitude
        var first = Self.longestNumber
        repeat {
            first -= 1
            digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        digits.copyMemory(from: UnsafeRawBufferPointer(rebasing: digits[first..<Self.longestNumber]))
        count += Self.longestNumber - first
        end()
    }

    /// Adds a digest's hexadecimal digits.
    mutating func add(_ digest: SHA256Digest) {
        let digitCount = 2 * SHA256Digest.byteCount
        digest.writeDigits(to: room(for: digitCount))
        count += digitCount
        end()
    }

    /// Returns the digest of all fields.
    mutating func finish() -> SHA256Digest {
        hashBuffer()
        return hash.finish()
    }

    private mutating func end() {
        room(for: 1)[0] = 0
        count += 1
    }

    private mutating func room(for byteCount: Int) -> UnsafeMutableRawBufferPointer {
        if buffer.count - count < byteCount { hashBuffer() }
        return UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
    }

    private mutating func hashBuffer() {
        hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]).bytes)
        count = 0
    }
}
