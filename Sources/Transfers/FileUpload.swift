internal import Archive
internal import Assets
internal import Basics
internal import Hashing
package import Staging
package import Stores

/// Writes a file of an asset as one object: with one request if it is small, else in parts, several at a time.
///
/// Where the digests of the parts are known, bytes are read into the buffer that they are sent from, unless their CRC64NVME
/// has to be known before. The content must be the one that was staged: instead of a second SHA-256 of all bytes, which
/// takes a second of a core for two gigabytes, the CRC-32s of the parts are combined and compared with the staged one.
package struct FileUpload: Sendable {
    private let asset: StagedAsset
    private let entry: Int
    private let key: String
    private let partSize: Int
    private let context: TransferContext

    /// Prepares an upload.
    ///
    /// - Parameters:
    ///   - asset: The asset of the file.
    ///   - entry: The index of the file's entry.
    ///   - key: The key of the object.
    ///   - partSize: The size of every part but the last one; a file that is no larger is sent with one request.
    ///   - context: The store, and the services of the run.
    package init(
        asset: StagedAsset,
        entry: Int,
        key: String,
        partSize: Int,
        context: TransferContext
    ) {
        self.asset = asset
        self.entry = entry
        self.key = key
        self.partSize = partSize
        self.context = context
    }

    private var byteCount: Int64 { asset.tree.entries[entry].byteCount }
    private var changed: ArchiveError { .contentChanged(path: asset.tree.entries[entry].path) }

    /// Sends the bytes.
    ///
    /// - Returns: The outcome, and the parts of an object that was sent in parts.
    /// - Throws: `ArchiveError.contentChanged` if they differ from the staged ones.
    package func write() async throws -> (outcome: WriteOutcome, multipart: ObjectParts?) {
        guard byteCount > Int64(partSize) else { return (try await writeAtOnce(), nil) }
        return try await restartingMultipart(context.store.uri(of: key)) { resumes in
            let upload = try await context.store.beginMultipart(to: key, resumes: resumes)
            do {
                let parts = try await writeParts(to: upload)
                return (try await upload.finish(), ObjectParts(parts: parts))
            } catch {
                await upload.end(isResumable: error.leavesContent)
                throw error
            }
        }
    }

    /// Returns the parts of an object that exists already, without sending it.
    ///
    /// - Throws: `ArchiveError.contentChanged` if the bytes differ from the staged ones.
    package func multipart() async throws -> ObjectParts? {
        guard byteCount > Int64(partSize) else { return nil }
        let parts = try await digests { _, _, _ in }
        return ObjectParts(parts: parts)
    }

    private func writeAtOnce() async throws -> WriteOutcome {
        let bytes = try asset.tree.read(entry, 0..<byteCount)
        // The request's signature needs the digest.
        let digest = SHA256.hash(bytes.span.bytes)
        guard digest == asset.content.entries[entry].digest else { throw changed }
        context.observer(.published(bytes.count, isRead: true))
        let outcome = try await context.store.put(bytes, to: key, sha256: digest)
        context.observer(.sent(bytes.count))
        return outcome
    }

    /// Sends all parts, and returns them in their order.
    private func writeParts(to upload: any MultipartWriter) async throws -> [ObjectParts.Part] {
        try await digests { bytes, number, part in
            context.observer(.published(bytes.byteCount, isRead: true))
            let offset = Int64(number - 1) * Int64(partSize)
            let outcome = try await upload.write(
                bytes,
                part: number,
                at: offset,
                sha256: part.digests.sha256,
                crc64nvme: part.crc64nvme
            )
            context.observer(TransferEvent(outcome, byteCount: bytes.byteCount))
        }
    }

    /// Runs a function on all parts, several at a time, and returns their digests after checking that the file is the staged one.
    private func digests(
        _ body: @Sendable @escaping (any ByteSource, _ number: Int, Part) async throws -> Void
    ) async throws -> [ObjectParts.Part] {
        let ranges = stride(from: 0, to: byteCount, by: partSize).map { $0..<min($0 + Int64(partSize), byteCount) }
        let parts = try await ranges.indices.boundedMap(width: TransferScheduler.partsPerObject) { index in
            try await context.scheduler.run(.part, byteCount: memory(of: ranges[index])) {
                let (bytes, part) = try part(index, ranges[index])
                try await body(bytes, index + 1, part)
                return part
            }
        }
        let checksum = zip(parts, ranges).reduce(0) {
            CRC32.combine($0, $1.0.digests.crc32, secondByteCount: $1.1.count)
        }
        guard checksum == asset.known.checksums[entry] else { throw changed }
        return zip(parts, ranges).map {
            .init(byteCount: $1.count, sha256: $0.digests.sha256, crc64nvme: $0.crc64nvme)
        }
    }

    /// The digests of a part.
    private struct Part: Sendable {
        let digests: FileParts.Part
        /// Its CRC64NVME, if the store is asked to keep that.
        let crc64nvme: CRC64NVME?
    }

    /// The digests of the parts, if the file was read for them before.
    private var known: [FileParts.Part]? { asset.parts?.partSize == partSize ? asset.parts?.parts : nil }

    /// The memory of a part in bytes: none where it is read while it is sent.
    private func memory(of range: Range<Int64>) -> Int {
        known == nil || context.keepsCRC64NVME ? range.count : 0
    }

    /// Returns a part's bytes with their digests, which are computed if they are unknown.
    private func part(_ index: Int, _ range: Range<Int64>) throws -> (any ByteSource, Part) {
        let known = known?[index]
        if let known, !context.keepsCRC64NVME {
            let bytes = StagedRange(asset, entry: entry, range, checksum: known.crc32)
            return (bytes, Part(digests: known, crc64nvme: nil))
        }
        let bytes = try asset.tree.read(entry, range)
        let checksum = CRC32.checksum(bytes)
        guard known == nil || known?.crc32 == checksum else { throw changed }
        let digests = known ?? FileParts.Part(sha256: SHA256.hash(bytes.span.bytes), crc32: checksum)
        return (bytes, Part(digests: digests, crc64nvme: context.keepsCRC64NVME ? CRC64NVME(bytes.span.bytes) : nil))
    }
}

extension FileUpload {
    /// Returns the size of a file's parts, which depends on the file alone, so that its checksum is the same in every store.
    ///
    /// A file that is no larger than a part is sent with one request.
    package static func partSize(byteCount: Int64) -> Int {
        PartLayout.partSize(from: PartLayout.wholeByteLimit, byteCount: byteCount)
    }
}
