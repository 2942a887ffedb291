internal import Archive
internal import Assets
internal import Basics
internal import Hashing

extension BundleIndex {
    /// The document, always the same text for the same index.
    public var text: String { JSON.object(members).compact + "\n" }

    var members: [String: JSON] {
        let members: [String: JSON?] = [
            "schema": .string(Self.schema),
            "address": .string(address.description),
            "context": context.map { .string($0.description) },
            "entries": .array(entries.map(\.json)),
            "bundle": .object(compacting: bundleMembers),
            "frames": .array(frames.map(Self.json)),
            "encoder": encoder.map { .string($0) },
            "creator": .string(creator),
            "objectVersion": object.version.map { .string($0) },
        ]
        return members.compactMapValues { $0 }
    }

    private var bundleMembers: [String: JSON?] {
        [
            "size": .integer(Int(object.byteCount)),
            "sha256": object.sha256.map { .string($0.description) },
            "tarSha256": tarSHA256.map { .string($0.description) },
            "multipart": object.multipart.map(\.json),
            "crc64nvme": object.crc64nvme.map { .string($0.base64) },
        ]
    }

    private static func json(_ frame: FrameRecord) -> JSON {
        [
            "method": .string(frame.method.rawValue),
            "size": .integer(frame.byteCount),
            "tarSize": .integer(frame.tarByteCount),
            "crc32": .integer(Int(frame.crc32)),
        ]
    }

    init(_ document: IndexDocument) throws(StoreError) {
        guard let bundle = document.bundle, let frames = document.frames else {
            throw .invalidIndex(reason: "it describes no bundle")
        }
        address = document.address
        context = document.context
        entries = try document.hashedEntries()
        object = IndexedObject(
            byteCount: bundle.size,
            sha256: bundle.sha256,
            multipart: bundle.multipart,
            crc64nvme: bundle.crc64nvme,
            version: document.objectVersion
        )
        tarSHA256 = bundle.tarSha256
        self.frames = frames
        encoder = document.encoder
        creator = document.creator
        try checkAddress()
        try checkObject()
    }

    /// Checks that a digest of all bytes or of each part verifies the object.
    private func checkObject() throws(StoreError) {
        guard let multipart = object.multipart else {
            guard object.sha256 != nil else { throw .invalidIndex(reason: "it has no digest of the object") }
            return
        }
        let sizes = multipart.parts.map { Int64($0.byteCount) }
        guard sizes.allSatisfy({ $0 > 0 && $0 <= object.byteCount }), sizes.count <= 10_000,
            sizes.reduce(0, +) == object.byteCount
        else { throw .invalidIndex(reason: "its parts do not make its size") }
        guard multipart.crc64nvme == nil || multipart.crc64nvme == object.crc64nvme else {
            throw .invalidIndex(reason: "its parts do not make its CRC64NVME")
        }
    }

    /// Checks that the address follows from the index.
    ///
    /// A file's address is its digest, a bundle's follows from the entries. An image's address depends on the build options
    /// too, which the index does not have: the address of its context is checked.
    private func checkAddress() throws(StoreError) {
        let computed = encoder == nil ? object.sha256 : HashedTree(sorted: entries).address
        guard computed == context ?? address else { throw .invalidIndex(reason: "its entries do not make its address") }
    }
}
