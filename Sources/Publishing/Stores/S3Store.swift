internal import AWSNames
internal import AWS
internal import Basics
public import Hashing
public import S3
internal import Synchronization

/// A store in an S3 bucket, below a prefix.
public struct S3Store: Store {
    /// How much is read at a time where an object must be read whole, in bytes.
    private static let rangeByteCount = 8 << 20
    /// How many thousands of keys are looked at where those written last are asked for: S3 lists by name only.
    private static let pageLimit = 4
    /// How many pieces are read at a time.
    private static let rangesAhead = 4
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

    /// Asks for the object's size and checksum.
    public func object(_ key: String) async throws -> StoredObject? {
        try await client.head(prefix + key).map(StoredObject.init)
    }

    /// What S3 leaves for keys behind the prefix.
    public var keyByteLimit: Int { 1024 - prefix.utf8.count }

    /// Lists objects, a thousand with a request.
    public func list(_ prefix: String) async throws -> [ListedObject] {
        try await client.list(self.prefix + prefix).map(listed)
    }

    /// Lists the first few thousand objects, and sorts them by their times.
    public func newestObjects() async throws -> [ListedObject] {
        try await client.list(prefix, delimiter: "/", pageLimit: Self.pageLimit)
            // Not every server knows delimiters.
            .filter { !$0.key.utf8.dropFirst(prefix.utf8.count).contains(UInt8(ascii: "/")) }
            .map { ($0, Timestamp(httpDate: $0.object.lastModified ?? "")?.secondsSinceEpoch ?? 0) }
            .sorted { $0.1 > $1.1 }
            .map { listed($0.0) }
    }

    private func listed(_ listed: S3Listed) -> ListedObject {
        let key = String(decoding: listed.key.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
        return ListedObject(key: key, object: StoredObject(listed.object))
    }

    /// Reads an object whole.
    public func content(_ key: String, limit: Int) async throws -> StoredContent? {
        try await client.get(prefix + key, limit: limit).map { content in
            StoredContent(bytes: content.bytes, version: StoredObject(content.object).version)
        }
    }

    /// Reads an object piece by piece, a few pieces ahead of the digest, and returns it.
    public func digest(of key: String) async throws -> SHA256Digest? {
        guard let object = try await client.head(prefix + key) else { return nil }
        let ranges = stride(from: 0, to: object.byteCount, by: Self.rangeByteCount).map { offset in
            offset..<min(offset + Self.rangeByteCount, object.byteCount)
        }
        return try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
            var hash = SHA256()
            var waiting: [Int: [UInt8]] = [:]
            var hashed = 0
            for index in ranges.indices.prefix(Self.rangesAhead) {
                group.addTask { (index, try await piece(ranges[index], of: key, object)) }
            }
            while let (index, bytes) = try await group.next() {
                waiting[index] = bytes
                while let bytes = waiting.removeValue(forKey: hashed) {
                    hash.update(bytes.span.bytes)
                    let next = hashed + Self.rangesAhead
                    if next < ranges.count {
                        group.addTask { (next, try await piece(ranges[next], of: key, object)) }
                    }
                    hashed += 1
                }
            }
            return hash.finish()
        }
    }

    /// Reads an object, a few parts at a time, and returns their digests.
    public func digests(of key: String, parts: [Range<Int64>]) async throws -> [SHA256Digest]? {
        guard let object = try await client.head(prefix + key) else { return nil }
        return try await parts.boundedMap(width: Self.rangesAhead) { range in
            var hash = SHA256()
            for start in stride(from: Int(range.lowerBound), to: Int(range.upperBound), by: Self.rangeByteCount) {
                let end = min(start + Self.rangeByteCount, Int(range.upperBound))
                let bytes = try await piece(start..<end, of: key, object)
                hash.update(bytes.span.bytes)
            }
            return hash.finish()
        }
    }

    private func piece(_ range: Range<Int>, of key: String, _ object: S3Object) async throws -> [UInt8] {
        let content = try await client.get(prefix + key, range: range, limit: Self.rangeByteCount)
        guard let content, content.object.etag == object.etag, content.object.lastModified == object.lastModified,
            content.bytes.count == range.count
        else { throw PublishingError.objectChanged(uri: uri(of: key)) }
        return content.bytes
    }

    /// Writes an object with one request.
    public func write(_ bytes: [UInt8], to key: String, sha256: SHA256Digest) async throws -> WriteOutcome {
        WriteOutcome(try await client.put(bytes, key: prefix + key, sha256: sha256, onlyIfAbsent: true))
    }

    /// Writes an object in the place of another one.
    public func replace(
        _ key: String,
        _ version: String?,
        with bytes: [UInt8],
        sha256: SHA256Digest
    ) async throws -> Bool {
        // A time is no condition that a write could have.
        let etag = version.flatMap { $0.hasPrefix("\"") ? $0 : nil }
        return try await client.replace(bytes, key: prefix + key, sha256: sha256, etag: etag)
    }

    /// Copies an object with one request, or in parts if S3 copies none of its size at once.
    public func copy(
        _ source: String,
        _ object: StoredObject,
        partSize: Int,
        to key: String
    ) async throws -> WriteOutcome? {
        let (source, mark, byteCount) = (prefix + source, object.version, Int(object.byteCount))
        guard byteCount > copyByteLimit else {
            let outcome = try await client.copy(source, etag: mark, byteCount: byteCount, to: prefix + key)
            return outcome.map(WriteOutcome.init)
        }
        return try await PartCopy(client: client, source: source, mark: mark, byteCount: byteCount)
            .run(partSize: partSize, to: prefix + key)
    }

    /// Starts a multipart upload.
    public func beginUpload(to key: String) async throws -> any StoreUpload {
        Upload(client: client, upload: try await client.createMultipartUpload(prefix + key), prefix: prefix)
    }

    private final class Upload: StoreUpload {
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
            from previous: PreviousObject,
            _ range: Range<Int64>,
            part number: Int,
            at offset: Int64,
            sha256: SHA256Digest
        ) async throws -> Bool {
            let copied = try await client.copyPart(
                prefix + previous.key,
                etag: previous.object.version,
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

extension StoredObject {
    fileprivate init(_ object: S3Object) {
        let checksum = object.sha256Checksum.flatMap { text -> Checksum? in
            if text.contains("-") { return .parts(text) }
            return Base64.decode(text).flatMap { SHA256Digest(bytes: $0) }.map { .whole($0) }
        }
        self.init(
            byteCount: Int64(object.byteCount),
            checksum: checksum,
            version: object.etag ?? object.lastModified,
            isVerified: object.isVerified
        )
    }
}

extension WriteOutcome {
    init(_ outcome: S3WriteOutcome) {
        self = if case .created(let object) = outcome { .written(StoredObject(object)) } else { .exists }
    }
}
