internal import Hashing

/// Signatures of a body that is sent in chunks, each chained to the one before.
///
/// See "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks" and "… Including
/// Trailing Headers" in the Amazon S3 API reference. The first chunk follows the signature of the request's headers,
/// and an empty chunk ends the body.
extension Signer {
    /// The signature of one chunk.
    package func chunkSignature(of chunk: [UInt8], after previous: String, at time: Timestamp) -> String {
        signature(of: chunkStringToSign(chunk, after: previous, at: time), at: time)
    }

    /// The signature of the trailers, given as `name:value` lines that each end in a newline.
    package func trailerSignature(of trailers: String, after previous: String, at time: Timestamp) -> String {
        let text = chainedString("AWS4-HMAC-SHA256-TRAILER", previous, at: time, digests: [SHA256.hash(trailers)])
        return signature(of: text, at: time)
    }

    /// The string to sign of one chunk: the second digest, of nothing, stands where a chunk's headers once might.
    package func chunkStringToSign(_ chunk: [UInt8], after previous: String, at time: Timestamp) -> String {
        chainedString(
            "AWS4-HMAC-SHA256-PAYLOAD",
            previous,
            at: time,
            digests: [SHA256.hash(""), SHA256.hash(chunk.span.bytes)]
        )
    }

    private func chainedString(
        _ algorithm: String,
        _ previous: String,
        at time: Timestamp,
        digests: [SHA256Digest]
    ) -> String {
        ([algorithm, time.basicDateTime, scope(at: time), previous] + digests.map(\.description))
            .joined(separator: "\n")
    }
}
