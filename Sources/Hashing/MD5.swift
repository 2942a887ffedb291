internal import COpenSSL

/// An incremental MD5 hash, which S3 servers without checksums take as the ETag of a part.
///
/// It detects accidents, and replacements by anybody who did not make both contents.
public struct MD5: ~Copyable {
    private let context: OpaquePointer

    /// Starts a hash of no bytes; nil where libcrypto has no MD5, as in FIPS mode.
    public init?() {
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("EVP_MD_CTX_new: no memory") }
        guard EVP_DigestInit_ex2(context, EVP_md5(), nil) == 1 else {
            EVP_MD_CTX_free(context)
            return nil
        }
        self.context = context
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    /// Adds bytes to the hash.
    public mutating func update(_ bytes: RawSpan) {
        let status = bytes.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        precondition(status == 1, "libcrypto: EVP_DigestUpdate failed")
    }

    /// Returns the digest of all bytes.
    public consuming func finish() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 16)
        precondition(EVP_DigestFinal_ex(context, &digest, nil) == 1, "libcrypto: EVP_DigestFinal_ex failed")
        return digest
    }
}
