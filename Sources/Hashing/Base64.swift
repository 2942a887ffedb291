internal import COpenSSL

/// Base64 with padding and without line breaks (RFC 4648, section 4).
public enum Base64 {
    /// Returns the text of bytes.
    public static func encode(_ bytes: [UInt8]) -> String {
        let count = (bytes.count + 2) / 3 * 4
        var text = [UInt8](repeating: 0, count: count + 1)  // EVP_EncodeBlock ends the text with a NUL.
        EVP_EncodeBlock(&text, bytes, CInt(bytes.count))
        return String(decoding: text[..<count], as: UTF8.self)
    }

    /// Returns the bytes of text, or nil if it is not what `encode` writes.
    public static func decode(_ text: String) -> [UInt8]? {
        let utf8 = Array(text.utf8)
        guard !utf8.isEmpty else { return [] }
        guard utf8.count.isMultiple(of: 4) else { return nil }
        var bytes = [UInt8](repeating: 0, count: utf8.count / 4 * 3)
        guard EVP_DecodeBlock(&bytes, utf8, CInt(utf8.count)) == bytes.count else { return nil }
        // EVP_DecodeBlock decodes padding as zero bytes, wherever it stands.
        bytes.removeLast(utf8.suffix(2).count { $0 == UInt8(ascii: "=") })
        return encode(bytes) == text ? bytes : nil
    }
}
