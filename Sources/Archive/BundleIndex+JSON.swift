internal import Basics
internal import FoundationEssentials
internal import Hashing
internal import Identity

extension BundleIndex {
    /// The document: always the same text for the same index.
    public var text: String {
        JSON.object(compacting: [
            "schema": .string(Self.schema),
            "address": .string(address.description),
            "context": context.map { .string($0.description) },
            "entries": .array(entries.map(Self.json)),
            "bundle": Self.json(object),
            "frames": .array(frames.map(Self.json)),
            "encoder": encoder.map { .string($0) },
            "creator": .string(creator),
            "objectVersion": objectVersion.map { .string($0) },
        ])
        .compact + "\n"
    }

    private static func json(_ entry: HashedTree.Entry) -> JSON {
        let path = JSON.string(entry.entry.path)
        switch entry.entry.kind {
        case .directory: return ["kind": "dir", "path": path]
        case .link(let target): return ["kind": "link", "path": path, "target": .string(target)]
        case .file(let size, let isExecutable):
            return .object(compacting: [
                "kind": isExecutable ? "exec" : "file",
                "path": path,
                "size": .integer(Int(size)),
                "sha256": entry.digest.map { .string($0.description) },
            ])
        }
    }

    private static func json(_ object: Object) -> JSON {
        .object(compacting: [
            "size": .integer(Int(object.byteCount)),
            "sha256": .string(object.sha256.description),
            "tarSha256": object.tarSHA256.map { .string($0.description) },
            "multipart": object.multipart.map {
                ["partSize": .integer($0.partSize), "sha256": .string($0.sha256)]
            },
        ])
    }

    private static func json(_ frame: BundleFrame) -> JSON {
        [
            "method": .string(frame.method.rawValue),
            "size": .integer(frame.byteCount),
            "tarSize": .integer(frame.tarByteCount),
            "crc32": .integer(Int(frame.crc32)),
        ]
    }

    /// Reads a document.
    ///
    /// - Throws: `ArchiveError.invalidIndex` if it is not an index, or its entries do not make its address.
    public init(json text: [UInt8]) throws(ArchiveError) {
        let document: Document
        do {
            document = try JSONDecoder().decode(Document.self, from: Data(text))
        } catch {
            throw .invalidIndex(reason: "\(error)")
        }
        guard document.schema == Self.schema else { throw .invalidIndex(reason: "its schema is '\(document.schema)'") }
        address = document.address
        context = document.context
        entries = try document.entries.map { entry throws(ArchiveError) in try entry.value() }
        object = Object(
            byteCount: document.bundle.size,
            sha256: document.bundle.sha256,
            tarSHA256: document.bundle.tarSha256,
            multipart: document.bundle.multipart
        )
        frames = document.frames
        encoder = document.encoder
        creator = document.creator
        objectVersion = document.objectVersion
        try checkAddress()
    }

    /// Checks that the index proves its address.
    ///
    /// That of a file is its digest, that of a bundle follows from the entries. An image's address takes the build's
    /// options too, which the index does not hold: it proves the context's.
    private func checkAddress() throws(ArchiveError) {
        let proved = encoder == nil ? object.sha256 : HashedTree(sorted: entries).address
        guard proved == context ?? address else { throw .invalidIndex(reason: "its entries do not make its address") }
    }

    private struct Document: Decodable {
        let schema: String
        let address: SHA256Digest
        let context: SHA256Digest?
        let entries: [Entry]
        let bundle: Bundle
        let frames: [BundleFrame]
        let encoder: String?
        let creator: String
        let objectVersion: String?

        struct Bundle: Decodable {
            let size: Int64
            let sha256: SHA256Digest
            let tarSha256: SHA256Digest?
            let multipart: Multipart?
        }

        struct Entry: Decodable {
            let path: String
            let kind: String
            let size: Int64?
            let sha256: SHA256Digest?
            let target: String?

            func value() throws(ArchiveError) -> HashedTree.Entry {
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
    }
}
