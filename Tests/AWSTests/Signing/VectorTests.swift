import AWS
import Foundation
import HTTP
import Testing

@Suite("Published SigV4 vectors", .enabled(if: VectorCase.isThere, "SAGEASSETS_SIGV4_VECTORS names no folder"))
struct VectorTests {
    @Test(arguments: try VectorCase.cases(with: "header-signature.txt"))
    func headerSigning(vector: VectorCase) throws {
        let (signer, request, payload, time) = try inputs(of: vector)

        let prepared = signer.prepared(request, payload: payload, at: time)
        let canonical = signer.canonicalRequest(prepared, payload: payload)
        #expect(canonical.text == vector.text("header-canonical-request.txt"))
        let stringToSign = signer.stringToSign(canonical, at: time)
        #expect(stringToSign == vector.text("header-string-to-sign.txt"))
        #expect(signer.signature(of: stringToSign, at: time) == vector.text("header-signature.txt"))

        let authorization = try #require(signer.sign(request, payload: payload, at: time).headers["Authorization"])
        #expect(withoutSpaces(authorization) == vector.expectedAuthorization.map(withoutSpaces))
    }

    @Test(arguments: try VectorCase.cases(with: "query-signature.txt"))
    func querySigning(vector: VectorCase) throws {
        let (signer, request, payload, time) = try inputs(of: vector)
        let expiry = try #require(vector.context.expiration_in_seconds)

        let prepared = signer.preparedForPresigning(request, expiresIn: expiry, at: time)
        let canonical = signer.canonicalRequest(prepared, payload: payload)
        #expect(canonical.text == vector.text("query-canonical-request.txt"))
        let stringToSign = signer.stringToSign(canonical, at: time)
        #expect(stringToSign == vector.text("query-string-to-sign.txt"))

        let url = signer.presign(request, payload: payload, expiresIn: expiry, at: time)
        let signature = try #require(vector.text("query-signature.txt"))
        #expect(url.query.contains(.init("X-Amz-Signature", signature)))
        if let token = vector.context.credentials.token {
            #expect(url.query.contains(.init("X-Amz-Security-Token", token)))
        }
        if let text = vector.text("query-url.txt") { #expect(url.text == text) }
    }

    private func inputs(of vector: VectorCase) throws -> (Signer, HTTPRequest, PayloadHash, Timestamp) {
        let parsed = try VectorRequest(
            try #require(vector.text("request.txt")),
            encodesPathTwice: vector.context.double_uri_encode ?? true
        )
        return (
            try vector.signer(sendsRawPath: parsed.sendsRawPath),
            parsed.request,
            try vector.payload(of: parsed.request),
            try #require(vector.time)
        )
    }
}

/// The documents write the header with and without a space after a comma; both are read.
private func withoutSpaces(_ text: String) -> String { text.replacing(", ", with: ",") }

extension VectorCase {
    fileprivate var expectedAuthorization: String? {
        if let text = text("header-authorization.txt") { return text }
        return text("header-signed-request.txt")?.split(separator: "\n")
            .first { $0.hasPrefix("Authorization:") }
            .map { String($0.dropFirst("Authorization:".count)) }
    }
}
