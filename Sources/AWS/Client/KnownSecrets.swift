internal import Basics
internal import Hashing
internal import Synchronization

/// The secrets that requests have been sent with, to be taken out of whatever a server says before it is shown.
///
/// A server may repeat a request's headers in its response, in an error's text as well as in a field that is not expected to
/// have any. All text of servers that reaches a message or a log passes through `shown`.
package final class KnownSecrets: Sendable {
    /// The characters that are looked through, several times those that are shown: asterisks are shorter than secrets.
    private static let readLimit = 4096

    private struct State {
        var secrets: Set<String> = []
        /// Made when it is first needed: most runs show no text of a server.
        var pieces: SecretPieces?
    }

    private let state = Mutex(State())

    /// Creates an empty set.
    package init() {}

    /// Adds the secret key and the session token.
    package func insert(_ credentials: Credentials) {
        insert([credentials.secretAccessKey, credentials.sessionToken].compactMap(\.self))
    }

    /// Adds secrets of any kind.
    package func insert(_ secrets: [String]) {
        state.withLock { state in
            guard !state.secrets.isSuperset(of: secrets) else { return }
            state.secrets.formUnion(secrets)
            state.pieces = nil
        }
    }

    /// Returns a server's text as one line of bounded length, with asterisks in place of secrets and of their pieces.
    ///
    /// - Parameters:
    ///   - text: The text of the server.
    ///   - signature: The signature of the request that the server responds to.
    package func shown(_ text: String, signature: String? = nil) -> String {
        guard !text.isEmpty else { return text }
        let text = String(text.unicodeScalars.prefix(Self.readLimit))
        let secrets = [knownPieces] + [signature].compactMap(\.self).map { SecretPieces([$0]) }
        let unsigned = text.withoutAuthorization
        let masked = secrets.reduce(unsigned) { $1.masked($0) }
        // A secret in an unknown encoding cannot be located, so the whole text is withheld.
        let isDisguised = masked.decodings.contains { decoding in secrets.contains { $0.occur(in: decoding) } }
        return isDisguised ? "(not shown: it repeats a secret)" : masked.printable()
    }

    private var knownPieces: SecretPieces {
        state.withLock { state in
            if let pieces = state.pieces { return pieces }
            let pieces = SecretPieces(Array(state.secrets))
            state.pieces = pieces
            return pieces
        }
    }
}

extension String {
    /// The text with the authorization data of any signed request masked.
    fileprivate var withoutAuthorization: String {
        replacing(Self.authorization, with: "***")
            .replacing(Self.field) { "\($0.output.1)***" }
    }

    private static var authorization: Regex<Substring> {
        /AWS4-HMAC-SHA256[\s,]+Credential=(?:[^<]*?Signature=[0-9a-f]*|[^<]*)/.ignoresCase()
            .matchingSemantics(.unicodeScalar)
    }

    private static var field: Regex<(Substring, Substring)> {
        /((?:x-amz-security-token|x-amz-signature|signature|secretaccesskey|sessiontoken)["']?\s*[=:]\s*["']?)[^\s,;&"'<]{16,}/
            .ignoresCase().matchingSemantics(.unicodeScalar)
    }
}
