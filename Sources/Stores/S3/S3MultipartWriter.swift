internal import Basics
internal import Hashing
internal import S3
internal import Synchronization

/// Writes an object as a multipart upload of S3, which may have parts from a run that was interrupted.
///
/// Another run may write the same upload at the same time. Bundles of the same asset have the same bytes, so that both send
/// the same parts; whoever completes the upload first wins.
final class S3MultipartWriter: MultipartWriter {
    private struct State {
        /// By number: a part that is sent after it was copied replaces it.
        var parts: [Int: UploadedPart] = [:]
        /// Whether another run has completed the object.
        var isCompleted = false
    }

    private let client: S3Client
    private let prefix: String
    private let upload: MultipartUpload
    /// The parts that the upload had when it was resumed.
    private let found: [Int: ListedPart]
    /// The other unfinished uploads of the object, which are of no use once it is complete.
    private let others: [MultipartUpload]
    private let state = Mutex(State())

    init(
        client: S3Client,
        prefix: String,
        upload: MultipartUpload,
        found: [Int: ListedPart],
        others: [MultipartUpload]
    ) {
        (self.client, self.prefix, self.upload, self.found, self.others) = (client, prefix, upload, found, others)
    }

    /// Whether the checksum of the upload is CRC64NVME.
    private var isCRC64NVME: Bool { client.configuration.checksumAlgorithm == .crc64nvme }
    private var isCompleted: Bool { state.withLock { $0.isCompleted } }

    func write(
        _ bytes: any ByteSource,
        part number: Int,
        at offset: Int64,
        sha256: SHA256Digest,
        crc64nvme: CRC64NVME?
    ) async throws -> PartOutcome {
        guard !isCompleted else { return .found }
        let crc64nvme = try isCRC64NVME ? crc64nvme ?? CRC64NVME(of: bytes) : nil
        switch try found[number]?.comparison(with: bytes, sha256: sha256, crc64nvme: crc64nvme) {
        case .same(let part)?:
            state.withLock { $0.parts[number] = part }
            return .found
        case .other?: throw MultipartRestart()
        // Sent under the number of a part that cannot be compared, it replaces that part.
        case .unknown?, nil: break
        }
        return try await unlessCompleted {
            let part = try await client.uploadPart(
                upload,
                number: number,
                bytes: bytes,
                sha256: sha256,
                crc64nvme: crc64nvme
            )
            state.withLock { $0.parts[number] = part }
            return .sent
        } otherwise: {
            .found
        }
    }

    func copy(
        from key: String,
        _ object: ObjectMetadata,
        _ range: Range<Int64>,
        part number: Int,
        at offset: Int64,
        expected: ObjectParts.Part
    ) async throws -> Bool {
        try await copy(from: key, object, range, part: number, expected: expected)
    }

    /// Has the server copy a part, and compares the checksum in the response, if both are known.
    func copy(
        from key: String,
        _ object: ObjectMetadata,
        _ range: Range<Int64>,
        part number: Int,
        expected: ObjectParts.Part?
    ) async throws -> Bool {
        guard !isCompleted else { return true }
        let checksum = isCRC64NVME ? expected?.crc64nvme : nil
        if let expected, let listed = found[number],
            let part = listed.uploaded(as: range, sha256: expected.sha256, crc64nvme: checksum)
        {
            state.withLock { $0.parts[number] = part }
            return true
        }
        return try await unlessCompleted {
            let (source, etag) = (prefix + key, object.etag)
            let copied = try await client.copyPart(source, etag: etag, range: range, to: upload, number: number)
            guard let copied, !differs(copied.sha256, expected?.sha256),
                !differs(copied.crc64nvme, checksum)
            else { return false }
            state.withLock { $0.parts[number] = copied }
            return true
        } otherwise: {
            true
        }
    }

    /// Whether two values are known and differ.
    private func differs<Value: Equatable>(_ first: Value?, _ second: Value?) -> Bool {
        first != nil && second != nil && first != second
    }

    func complete() async throws -> WriteOutcome {
        guard !isCompleted else { return .exists }
        let parts = state.withLock { Array($0.parts.values) }
        do {
            let outcome = try await client.completeMultipartUpload(upload, parts: parts, onlyIfAbsent: true)
            if case .written = outcome { await abort(others) }
            return outcome
        } catch S3Error.errorResponse(let response) where (400..<500).contains(response.status) {
            // Another run may complete the same upload at this moment: servers fail in many ways then.
            if try await isThere() { return .exists }
            let error = S3Error.errorResponse(response)
            if response.code == "NoSuchUpload" { throw MultipartRestart() }
            throw found.isEmpty && response.code != "InvalidPart" ? error : MultipartRestart(cause: error)
        }
    }

    /// Whether the object is there, now or in a moment.
    private func isThere() async throws -> Bool {
        if try await client.head(upload.key) != nil { return true }
        try await Task.sleep(for: .milliseconds(500))
        return try await client.head(upload.key) != nil
    }

    /// Keeps the parts: the next publish of the object finds them.
    func suspend() async {}

    func abort() async {
        await abort([upload] + others)
    }

    /// Aborts uploads; where this fails, the bucket's lifecycle rule on incomplete uploads removes the parts.
    private func abort(_ uploads: [MultipartUpload]) async {
        for upload in uploads { try? await client.abortMultipartUpload(upload) }
    }

    /// Runs a request of the upload; if there is no such upload any more, another run has completed or aborted it.
    ///
    /// JuiceFS has no such key then. A copy's source that is missing is no error.
    private func unlessCompleted<Result>(
        _ body: () async throws -> Result,
        otherwise: () -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch S3Error.errorResponse(let response) where ["NoSuchUpload", "NoSuchKey"].contains(response.code) {
            guard try await isThere() else { throw MultipartRestart() }
            state.withLock { $0.isCompleted = true }
            return otherwise()
        } catch S3Error.errorResponse(let response) where response.code == "InvalidRequest" && !found.isEmpty {
            // The upload may have been begun with another checksum: SeaweedFS does not list it.
            throw MultipartRestart()
        }
    }
}
