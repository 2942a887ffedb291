internal import Basics
internal import COpenSSL

/// An incremental SHA-256 hash.
///
/// The value owns its libcrypto context and frees it when it goes out of scope. libcrypto uses the processor's SHA
/// instructions if it has any: 1.8 GB/s per core, four times as fast as portable code.
public struct SHA256: ~Copyable {
    private let context: OpaquePointer

    /// Starts a hash of no bytes.
    public init() {
        context = makeContext()
        check(EVP_DigestInit_ex2(context, algorithm.pointer, nil), "EVP_DigestInit_ex2")
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    /// Adds bytes to the hash.
    ///
    /// The corresponding C function is `EVP_DigestUpdate`.
    public mutating func update(_ bytes: RawSpan) {
        bytes.withUnsafeBytes { check(EVP_DigestUpdate(context, $0.baseAddress, $0.count), "EVP_DigestUpdate") }
    }

    /// Adds the UTF-8 bytes of text.
    public mutating func update(_ text: String) {
        var text = text
        text.withUTF8 { check(EVP_DigestUpdate(context, $0.baseAddress, $0.count), "EVP_DigestUpdate") }
    }

    /// Returns the digest of the bytes so far, and resets the hash.
    public mutating func finish() -> SHA256Digest {
        let digest = SHA256Digest { buffer in
            let bytes = buffer.assumingMemoryBound(to: UInt8.self).baseAddress
            check(EVP_DigestFinal_ex(context, bytes, nil), "EVP_DigestFinal_ex")
        }
        check(EVP_DigestInit_ex2(context, algorithm.pointer, nil), "EVP_DigestInit_ex2")
        return digest
    }

    /// Returns the digest of bytes.
    public static func hash(_ bytes: RawSpan) -> SHA256Digest {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finish()
    }

    /// Returns the digest of the UTF-8 bytes of text.
    public static func hash(_ text: String) -> SHA256Digest {
        var hash = SHA256()
        hash.update(text)
        return hash.finish()
    }
}

/// HMAC with SHA-256 (RFC 2104, FIPS 198-1).
public enum HMAC {
    /// Returns the authentication code of a message.
    public static func sha256(_ message: RawSpan, key: RawSpan) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: SHA256Digest.byteCount)
        message.withUnsafeBytes { message in
            key.withUnsafeBytes { key in
                let result = COpenSSL.HMAC(
                    EVP_sha256(),
                    key.baseAddress,
                    CInt(key.count),
                    message.assumingMemoryBound(to: UInt8.self).baseAddress,
                    message.count,
                    &code,
                    nil
                )
                check(result == nil ? 0 : 1, "HMAC")
            }
        }
        return code
    }
}

/// The algorithm, fetched once: fetching it for each file would cost as much as hashing a small file.
///
/// Safe: an `EVP_MD` never changes after it was fetched.
private struct Algorithm: @unchecked Sendable {
    let pointer: OpaquePointer?
}

private let algorithm = Algorithm(pointer: EVP_MD_fetch(nil, "SHA256", nil))

private func makeContext() -> OpaquePointer {
    guard let context = EVP_MD_CTX_new() else { preconditionFailure("EVP_MD_CTX_new: no memory") }
    return context
}

/// Traps on an error of libcrypto: its digests fail only without memory or without their provider, which no caller can
/// handle.
private func check(_ status: CInt, _ function: StaticString) {
    precondition(status == 1, "libcrypto: \(function) failed with error \(ERR_get_error())")
}
