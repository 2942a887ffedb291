internal import AWS
internal import AWSNames
internal import Basics
public import Hashing
public import S3
internal import Synchronization

/// A store in an S3 bucket, below a prefix.
public struct S3Store: ObjectStore {
    private let client: S3Client
    private let bucket: String
    private let prefix: String
    private let copyByteLimit: Int

    /// A store in a bucket.
    ///
    /// - Parameters:
    ///   - client: The bucket's client.
    ///   - prefix: What keys begin with: empty, or ending in a slash.
    ///   - copyByteLimit: The size of the largest object that is copied with one request: 5 GiB for S3.
    public init(_ client: S3Client, prefix: String, copyByteLimit: Int = 5 << 30) {
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
        try await client.head(prefix + key).map(ObjectMetadata.init)
    }

    /// Sends `ListObjectsV2`; a page has a thousand objects.
    public func list(_ prefix: String, isRecursive: Bool, after token: String?) async throws -> ListPage {
        let delimiter = isRecursive ? nil : "/"
        let page = try await client.listPage(self.prefix + prefix, delimiter: delimiter, after: token)
        let start = self.prefix.utf8.count
        let objects = page.objects.map { listed in
            let key = String(decoding: listed.key.utf8.dropFirst(start), as: UTF8.self)
            return ListedObject(key: key, metadata: ObjectMetadata(listed.object))
        }
        // Not every server knows delimiters.
        let wanted = objects.filter { isRecursive || !$0.key.utf8.dropFirst(prefix.utf8.count).contains(0x2F) }
        return ListPage(objects: wanted, next: page.next)
    }

    /// Sends `GetObject`.
    public func read(_ key: String, range: Range<Int64>?, limit: Int) async throws -> ObjectContent? {
        let range = range.map { Int($0.lowerBound)..<Int($0.upperBound) }
        return try await client.get(prefix + key, range: range, limit: limit).map { content in
            ObjectContent(bytes: content.bytes, metadata: ObjectMetadata(content.object))
        }
    }

    /// Sends `DeleteObject`.
    public func delete(_ key: String) async throws {
        try await client.delete(prefix + key)
    }

    /// Writes an object with one request.
    public func put(_ bytes: [UInt8], to key: String, sha256: SHA256Digest) async throws -> WriteOutcome {
        WriteOutcome(try await client.put(bytes, key: prefix + key, sha256: sha256, onlyIfAbsent: true))
    }

    /// Writes an object in the place of another one.
    public func replace(
        _ key: String,
        ifMatch etag: String?,
        with bytes: [UInt8],
        sha256: SHA256Digest
    ) async throws -> Bool {
        // A time is no condition that a write could have.
        let etag = etag.flatMap { $0.hasPrefix("\"") ? $0 : nil }
        return try await client.replace(bytes, key: prefix + key, sha256: sha256, etag: etag)
    }

    /// Copies an object with one request, or in parts if S3 copies none of its size at once.
    public func copy(
        _ source: String,
        _ object: ObjectMetadata,
        partSize: Int,
        to key: String
    ) async throws -> WriteOutcome? {
        let (source, etag, byteCount) = (prefix + source, object.etag, Int(object.byteCount))
        guard byteCount > copyByteLimit else {
            let outcome = try await client.copy(source, etag: etag, byteCount: byteCount, to: prefix + key)
            return outcome.map(WriteOutcome.init)
        }
        return try await PartCopy(client: client, source: source, etag: etag, byteCount: byteCount)
            .run(partSize: partSize, to: prefix + key)
    }

    /// Starts a multipart upload.
    public func beginMultipart(to key: String) async throws -> any MultipartWriter {
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

        /// Has the server copy a part, and compares the digest that it tells, if it tells one.
        func copy(
            from key: String,
            _ object: ObjectMetadata,
            _ range: Range<Int64>,
            part number: Int,
            at offset: Int64,
            sha256: SHA256Digest
        ) async throws -> Bool {
            let copied = try await client.copyPart(
                prefix + key,
                etag: object.etag,
                range: Int(range.lowerBound)..<Int(range.upperBound),
                to: upload,
                number: number
            )
            guard let copied, copied.sha256 == nil || copied.sha256 == sha256 else { return false }
            parts.withLock { $0[number] = copied }
            return true
        }

        func complete() async throws -> WriteOutcome {
            let parts = parts.withLock { Array($0.values) }
            return WriteOutcome(try await client.completeMultipartUpload(upload, parts: parts, onlyIfAbsent: true))
        }

        func abort() async {
            // What is left is for the bucket's lifecycle rule on incomplete uploads.
            try? await client.abortMultipartUpload(upload)
        }
    }
}

extension ObjectMetadata {
    fileprivate init(_ object: S3Object) {
        self.init(
            byteCount: Int64(object.byteCount),
            checksum: object.sha256Checksum.flatMap { Checksum(s3: $0) },
            etag: object.etag ?? object.lastModified,
            modified: object.lastModified.flatMap { Timestamp(httpDate: $0) }.map { Double($0.secondsSinceEpoch) },
            isVerified: object.isVerified
        )
    }
}

extension WriteOutcome {
    init(_ outcome: S3WriteOutcome) {
        self = if case .created(let object) = outcome { .written(ObjectMetadata(object)) } else { .exists }
    }
}
