import AWS
import AWSNames
import Foundation
import Hashing
import HTTP
import Testing

/// Published vectors, one folder a case: `context.json`, `request.txt` and the text of each stage.
///
/// They are read from the folder named by `SAGEASSETS_SIGV4_VECTORS`, by default one beside this package; they belong
/// to others and are not part of it.
struct VectorCase: Sendable, CustomTestStringConvertible {
    let folder: URL
    let context: Context

    struct Context: Sendable, Decodable {
        struct Keys: Sendable, Decodable {
            let access_key_id: String
            let secret_access_key: String
            let token: String?
        }

        let credentials: Keys
        let region: String
        let service: String
        let timestamp: String
        let normalize: Bool
        let sign_body: Bool?
        let expiration_in_seconds: Int?
        let omit_session_token: Bool?
        let double_uri_encode: Bool?
        let payload_hash: String?
    }

    init(folder: URL) throws {
        self.folder = folder
        context = try JSONDecoder().decode(
            Context.self,
            from: Data(contentsOf: folder.appendingPathComponent("context.json"))
        )
    }

    static let root: URL = {
        if let named = ProcessInfo.processInfo.environment["SAGEASSETS_SIGV4_VECTORS"] {
            return URL(fileURLWithPath: named).resolvingSymlinksInPath()
        }
        var package = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { package.deleteLastPathComponent() }
        return package.appendingPathComponent("../shared/testdata/sigv4").standardizedFileURL
    }()

    static let isThere = FileManager.default.fileExists(atPath: root.path)

    /// The cases of a set, or those of the folder itself where it is one set; with the given file of a stage only.
    static func cases(with file: String) throws -> [VectorCase] {
        guard let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil) else { return [] }
        return try files.compactMap { $0 as? URL }
            .filter { $0.lastPathComponent == file }
            .map { try VectorCase(folder: $0.deletingLastPathComponent()) }
            // Bodies are not sent in chunks.
            .filter { $0.context.payload_hash?.hasPrefix("STREAMING-") != true }
            .sorted { $0.folder.path < $1.folder.path }
    }

    var testDescription: String { folder.lastPathComponent }

    func text(_ file: String) -> String? {
        guard let data = try? Data(contentsOf: folder.appendingPathComponent(file)) else { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}

extension VectorCase {
    var time: Timestamp? { Timestamp(iso8601: context.timestamp) }

    /// A signer with the rules of the case.
    ///
    /// A service other than S3 takes the path as it is sent and encodes it once more; most of the
    /// cases send raw text there, which an `HTTPURL` does not: for these its one encoding is that second one.
    func signer(sendsRawPath: Bool) throws -> Signer {
        Signer(
            credentials: Credentials(
                accessKeyID: context.credentials.access_key_id,
                secretAccessKey: context.credentials.secret_access_key,
                sessionToken: context.credentials.token
            ),
            region: try Region(context.region),
            service: context.service,
            rules: SigningRules(
                normalizesPath: context.normalize,
                encodesPathTwice: (context.double_uri_encode ?? true) && !sendsRawPath,
                sendsPayloadHash: context.sign_body ?? (context.payload_hash != nil),
                signsSessionToken: !(context.omit_session_token ?? false)
            )
        )
    }

    func payload(of request: HTTPRequest) throws -> PayloadHash {
        guard let text = context.payload_hash else { return .of(request.bytes) }
        if let digest = SHA256Digest(text) { return .sha256(digest) }
        guard text == PayloadHash.unsigned.text else { throw VectorError(text) }
        return .unsigned
    }
}

struct VectorError: Error {
    let text: String
    init(_ text: String) { self.text = text }
}
