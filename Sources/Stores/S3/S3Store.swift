internal import AWSNames
internal import Basics
public import Hashing
public import S3
internal import Synchronization

/// A store in an S3 bucket, below a prefix.
public struct S3Store: ObjectStore {
    /// The number of parts that are copied at a time: the server does the work.
    private static let copiesAtATime = 8

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
        StoreProperties(keyByteLimit: 1024 - prefix.utf8.count, readByteCount: 8 << 20)
    }

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
        return ListPage(objects: matching, next: page.next)
    }

    /// Sends `GetObject`.
    public func read(_ key: String, range: Range<Int64>?, limit: Int) async throws -> ObjectContent? {
        try await client.get(prefix + key, range: range, limit: limit)
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
    ) async throws -> Bool {
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
            let (etag, byteCount) = (object.etag, object.byteCount)
            return try await client.copy(prefix + source, etag: etag, byteCount: byteCount, to: prefix + key)
        }
        return try await copyInParts(source, object, partSize: Int64(partSize), to: key)
    }

    private func copyInParts(
        _ source: String,
        _ object: ObjectMetadata,
        partSize: Int64,
        to key: String
    ) async throws -> WriteOutcome? {
        // Unstructured, as in `startMultipart`.
        let writer = try await Task { try await makeWriter(to: key) }.value
        do {
            let ranges = stride(from: 0, to: object.byteCount, by: Int64.Stride(partSize)).map { start in
                start..<min(start + partSize, object.byteCount)
            }
            _ = try await Array(ranges.enumerated()).boundedMap(width: Self.copiesAtATime) { index, range in
                let isCopied = try await writer.copy(from: source, object, range, part: index + 1, sha256: nil)
                guard isCopied else { throw NotCopied() }
            }
            return try await writer.finish()
        } catch {
            await writer.giveUp()
            if error is NotCopied { return nil }
            throw error
        }
    }

    private struct NotCopied: Error {}

    /// Sends `CreateMultipartUpload`.
    public func beginMultipart(to key: String) async throws -> any MultipartWriter {
        try await makeWriter(to: key)
    }

    private func makeWriter(to key: String) async throws -> Writer {
        Writer(client: client, upload: try await client.createMultipartUpload(prefix + key), prefix: prefix)
    }

    private final class Writer: MultipartWriter {
        private let client: S3Client
        private let upload: MultipartUpload
        private let prefix: String
        /// By number: a part that is sent after it was copied replaces it.
        private let parts = Mutex<[Int: UploadedPart]>([:])

        init(client: S3Client, upload: MultipartUpload, prefix: String) {
            self.client = client
            self.upload = upload
            self.prefix = prefix
        }

        func write(_ bytes: any ByteSource, part number: Int, at offset: Int64, sha256: SHA256Digest) async throws {
            let part = try await client.uploadPart(upload, number: number, bytes: bytes, sha256: sha256)
            parts.withLock { $0[number] = part }
        }

        func copy(
            from key: String,
            _ object: ObjectMetadata,
            _ range: Range<Int64>,
            part number: Int,
            at offset: Int64,
            sha256: SHA256Digest
        ) async throws -> Bool {
            try await copy(from: key, object, range, part: number, sha256: sha256)
        }

        /// Has the server copy a part, and compares the digest in the response, if both are known.
        func copy(
            from key: String,
            _ object: ObjectMetadata,
            _ range: Range<Int64>,
            part number: Int,
            sha256: SHA256Digest?
        ) async throws -> Bool {
            let (source, etag) = (prefix + key, object.etag)
            let copied = try await client.copyPart(source, etag: etag, range: range, to: upload, number: number)
            guard let copied, copied.sha256 == nil || sha256 == nil || copied.sha256 == sha256 else { return false }
            parts.withLock { $0[number] = copied }
            return true
        }

        func complete() async throws -> WriteOutcome {
            let parts = parts.withLock { Array($0.values) }
            return try await client.completeMultipartUpload(upload, parts: parts, onlyIfAbsent: true)
        }

        func abort() async {
            // If this fails, the bucket's lifecycle rule on incomplete uploads removes the parts.
            try? await client.abortMultipartUpload(upload)
        }
    }
}
