internal import Assets
internal import AWS
internal import AWSNames
internal import Basics
public import Hashing
public import S3

/// A store in an S3 bucket, below a prefix.
public struct S3Store: ObjectStore {
    /// The number of parts that are copied at a time: the server does the work.
    private static let copiesAtATime = 8

    /// The most unfinished uploads of one key whose parts are looked at.
    private static let resumeCandidateLimit = 8

    /// The time in seconds after which nobody is expected to resume an upload.
    private static let staleAge = 7 * 86_400.0

    private let client: S3Client
    private let bucket: String
    private let prefix: String
    private let copyByteLimit: Int64

    /// Creates a store in a bucket; nothing is sent.
    ///
    /// - Parameters:
    ///   - client: The bucket's client.
    ///   - prefix: The prefix of all keys: empty, or ending in a slash.
    ///   - copyByteLimit: The size of the largest object that is copied with one request: 5 GiB for S3.
    public init(_ client: S3Client, prefix: String, copyByteLimit: Int64 = 5 << 30) {
        self.copyByteLimit = copyByteLimit
        self.client = client
        bucket = client.configuration.bucket.description
        self.prefix = prefix
    }

    /// The object's `s3:` URI.
    public func uri(of key: String) -> String { "s3://\(bucket)/\(prefix)\(key)" }

    /// S3's limit of keys less the prefix, and ranges of 8 MiB.
    public var properties: StoreProperties {
        StoreProperties(
            keyByteLimit: 1024 - prefix.utf8.count,
            readByteCount: 8 << 20,
            checksumAlgorithm: client.configuration.checksumAlgorithm
        )
    }

    /// Sends `HeadBucket` over each of them.
    public func openConnections(_ count: Int) async { await client.openConnections(count) }

    /// Sends `HeadObject`.
    public func metadata(of key: String) async throws -> ObjectMetadata? {
        try await client.head(prefix + key)
    }

    /// Sends `ListObjectsV2`; a page has a thousand objects.
    public func list(_ prefix: String, isRecursive: Bool, after token: String?) async throws -> ListPage {
        let delimiter = isRecursive ? nil : "/"
        let page = try await client.listPage(self.prefix + prefix, delimiter: delimiter, after: token)
        let start = self.prefix.utf8.count
        let objects = page.objects.map { listed in
            let key = String(decoding: listed.key.utf8.dropFirst(start), as: UTF8.self)
            return ListedObject(key: key, metadata: listed.metadata)
        }
        // Not every server supports delimiters.
        let matching = objects.filter { isRecursive || !$0.key.utf8.dropFirst(prefix.utf8.count).contains(0x2F) }
        return ListPage(objects: matching, of: page)
    }

    /// Sends `GetObject`; an index is never S3's error document, but an asset's bytes may be one.
    public func read(_ key: String, range: Range<Int64>?, limit: Int) async throws -> ObjectContent? {
        let isIndex = if case .index? = ObjectKeys.Parsed(key) { true } else { false }
        return try await client.get(prefix + key, range: range, limit: limit, mayBeError: isIndex)
    }

    /// Sends `DeleteObject`.
    public func delete(_ key: String) async throws {
        try await client.delete(prefix + key)
    }

    /// Sends `PutObject` under the condition that there is no object.
    public func put(_ bytes: [UInt8], to key: String, sha256: SHA256Digest) async throws -> WriteOutcome {
        try await client.put(bytes, key: prefix + key, sha256: sha256, onlyIfAbsent: true)
    }

    /// Sends `PutObject` under the condition that the object still has its ETag.
    public func replace(
        _ key: String,
        ifMatch etag: String?,
        with bytes: [UInt8],
        sha256: SHA256Digest
    ) async throws -> ObjectMetadata? {
        // The time of the last change cannot be a condition of a write.
        let etag = etag.flatMap { $0.hasPrefix("\"") ? $0 : nil }
        return try await client.replace(bytes, key: prefix + key, sha256: sha256, etag: etag)
    }

    /// Copies an object with one request, or in parts if it is larger than S3 copies at once.
    public func copy(
        _ source: String,
        _ object: ObjectMetadata,
        partSize: Int,
        to key: String
    ) async throws -> WriteOutcome? {
        guard object.byteCount > copyByteLimit else {
            // A copy can only be compared with a checksum that is known of the original.
            let algorithm = object.crc64nvme == nil ? .sha256 : client.configuration.checksumAlgorithm
            return try await client.copy(
                prefix + source,
                etag: object.etag,
                byteCount: object.byteCount,
                algorithm: algorithm,
                to: prefix + key
            )
        }
        return try await copyInParts(source, object, partSize: Int64(partSize), to: key)
    }

    private func copyInParts(
        _ source: String,
        _ object: ObjectMetadata,
        partSize: Int64,
        to key: String
    ) async throws -> WriteOutcome? {
        let writer = try await makeWriter(to: key, resumes: false)
        do {
            let ranges = stride(from: 0, to: object.byteCount, by: Int64.Stride(partSize)).map { start in
                start..<min(start + partSize, object.byteCount)
            }
            _ = try await Array(ranges.enumerated()).boundedMap(width: Self.copiesAtATime) { index, range in
                let isCopied = try await writer.copy(from: source, object, range, part: index + 1, expected: nil)
                guard isCopied else { throw NotCopied() }
            }
            return try await writer.finish()
        } catch {
            await writer.end(isResumable: false)
            if error is NotCopied { return nil }
            throw error
        }
    }

    private struct NotCopied: Error {}

    /// Sends `CreateMultipartUpload` and `ListMultipartUploads`, and `ListParts` where an unfinished upload is found: the
    /// new one is aborted then.
    public func beginMultipart(to key: String, resumes: Bool) async throws -> any MultipartWriter {
        try await makeWriter(to: key, resumes: resumes)
    }

    private func makeWriter(to key: String, resumes: Bool) async throws -> S3MultipartWriter {
        let key = prefix + key
        // Most often there is none to resume: the new one is created in the same round trip.
        async let created = client.createMultipartUpload(key)
        // A server or a policy may not let us look: uploads are not resumed then.
        async let listed = try? client.unfinishedUploads(key)
        let new = try await created
        let unfinished = (await listed ?? []).filter { $0.key == key && $0.id != new.id }
        let resumed = resumes ? await mostComplete(of: unfinished) : nil
        if resumed != nil { try? await client.abortMultipartUpload(new) }
        let upload = resumed?.upload ?? new
        return S3MultipartWriter(
            client: client,
            prefix: prefix,
            upload: upload,
            found: resumed?.parts ?? [:],
            others: await abortingStale(unfinished.filter { $0 != upload })
        )
    }

    /// Aborts those uploads that nobody has resumed for a week, and returns the others.
    private func abortingStale(_ uploads: [MultipartUpload]) async -> [MultipartUpload] {
        let limit = Double(Timestamp.now.secondsSinceEpoch) - Self.staleAge
        var left: [MultipartUpload] = []
        for upload in uploads {
            // An old upload may have new parts.
            if let initiated = upload.initiated, initiated < limit, let parts = try? await client.parts(of: upload),
                parts.values.allSatisfy({ $0.modified ?? initiated < limit }),
                (try? await client.abortMultipartUpload(upload)) != nil
            {
                continue
            }
            left.append(upload)
        }
        return left
    }

    /// Returns the upload whose parts have the most bytes, whichever parts they are: several are sent at a time, and the
    /// first one may have been the last.
    ///
    /// An upload takes the checksums of one algorithm only: one that was begun with another is of no use.
    private func mostComplete(
        of unfinished: [MultipartUpload]
    ) async -> (upload: MultipartUpload, parts: [Int: ListedPart])? {
        var best: (upload: MultipartUpload, parts: [Int: ListedPart])?
        var most = 0
        let algorithm = client.configuration.checksumAlgorithm
        let candidates = unfinished.filter { $0.checksumAlgorithm ?? algorithm.s3Name == algorithm.s3Name }
        for upload in candidates.suffix(Self.resumeCandidateLimit) {
            guard let parts = try? await client.parts(of: upload), parts.values.allSatisfy({ $0.mayHave(algorithm) })
            else { continue }
            let byteCount = parts.values.reduce(0) { $0 + $1.byteCount }
            guard byteCount > most else { continue }
            (best, most) = ((upload, parts), byteCount)
        }
        return best
    }

    /// Sends `ListMultipartUploads` and `AbortMultipartUpload`.
    public func abortUploads(except addresses: Set<SHA256Digest>) async throws -> [String] {
        let start = prefix.utf8.count
        var aborted: [String] = []
        for upload in try await client.unfinishedUploads(prefix) where upload.key.hasPrefix(prefix) {
            let key = String(decoding: upload.key.utf8.dropFirst(start), as: UTF8.self)
            guard let asset = ObjectKeys.Parsed(key), !addresses.contains(asset.address) else { continue }
            try await client.abortMultipartUpload(upload)
            aborted.append(key)
        }
        return aborted
    }
}
