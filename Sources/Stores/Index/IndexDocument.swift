internal import Archive
internal import Assets
internal import Basics
internal import FoundationEssentials
internal import Hashing

/// The JSON document of an index: members that all formats share, and a section for each format.
struct IndexDocument: Decodable {
    let schema: String
    let address: SHA256Digest
    let context: SHA256Digest?
    let entries: [Entry]
    let bundle: Bundle?
    let frames: [FrameRecord]?
    let encoder: String?
    let objects: [Object]?
    let creator: String
    let objectVersion: String?

    struct Bundle: Decodable {
        let size: Int64
        let sha256: SHA256Digest?
        let tarSha256: SHA256Digest?
        let multipart: ObjectParts?
        let crc64nvme: CRC64NVME?
    }

    struct Object: Decodable {
        let path: String
        let multipart: ObjectParts?
        let crc64nvme: CRC64NVME?
        let version: String?
    }

    struct Entry: Decodable {
        let path: String
        let kind: String
        let size: Int64?
        let sha256: SHA256Digest?
        let target: String?

        func value() throws(StoreError) -> HashedTree.Entry {
            switch (kind, size, sha256, target) {
            case ("dir", nil, nil, nil): return .init(TreeEntry(path: path, kind: .directory), digest: nil)
            case ("link", nil, nil, let target?):
                return .init(TreeEntry(path: path, kind: .link(target: target)), digest: nil)
            case ("file", let size?, let sha256?, nil), ("exec", let size?, let sha256?, nil):
                let kind = TreeEntry.Kind.file(size: size, isExecutable: kind == "exec")
                return .init(TreeEntry(path: path, kind: kind), digest: sha256)
            default: throw .invalidIndex(reason: "entry '\(path)' of kind '\(kind)' is not complete")
            }
        }
    }

    /// Reads a document.
    ///
    /// - Throws: `StoreError.invalidIndex` if it is not one of the schema that this program knows.
    init(json text: [UInt8]) throws(StoreError) {
        do {
            self = try JSONDecoder().decode(IndexDocument.self, from: Data(text))
        } catch {
            throw .invalidIndex(reason: (error as? DecodingError)?.problem ?? "it cannot be read")
        }
        guard schema == BundleIndex.schema else { throw .invalidIndex(reason: "its schema is '\(schema)'") }
    }

    /// Returns the entries as values.
    func hashedEntries() throws(StoreError) -> [HashedTree.Entry] {
        try entries.map { entry throws(StoreError) in try entry.value() }
    }
}

extension HashedTree.Entry {
    /// The JSON value of the entry.
    var json: JSON {
        let path = JSON.string(entry.path)
        switch entry.kind {
        case .directory: return ["kind": "dir", "path": path]
        case .link(let target): return ["kind": "link", "path": path, "target": .string(target)]
        case .file(let size, let isExecutable):
            return .object(compacting: [
                "kind": isExecutable ? "exec" : "file",
                "path": path,
                "size": .integer(Int(size)),
                "sha256": digest.map { .string($0.description) },
            ])
        }
    }
}

extension ObjectParts: Decodable {
    private enum CodingKeys: String, CodingKey {
        case parts
        case sha256
    }

    /// The JSON value of the parts.
    var json: JSON {
        [
            "parts": .array(
                parts.map { part in
                    .object(compacting: [
                        "size": .integer(part.byteCount),
                        "sha256": .string(part.sha256.description),
                        "crc64nvme": part.crc64nvme.map { .string($0.base64) },
                    ])
                }
            ),
            "sha256": .string(checksum.description),
        ]
    }

    /// Reads the parts, and compares their checksum with the document's.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(parts: try container.decode([Part].self, forKey: .parts))
        guard checksum == .composite(try container.decode(String.self, forKey: .sha256)) else {
            throw DecodingError.dataCorruptedError(
                forKey: .sha256,
                in: container,
                debugDescription: "it is not the checksum of the parts"
            )
        }
    }
}
