internal import Archive
internal import Assets
internal import Basics
internal import Hashing
internal import Staging
internal import Stores

/// Writes a file of an asset as it is, as one object: at once if it is small, else in parts, several at a time.
///
/// Where the digests of the parts are known, the bytes are read while they are sent, into the memory that they are sent
/// from. No object is made of anything but what the file's digest was taken of: where another digest of all bytes would
/// cost a second of a core for every two gigabytes, the CRC-32s of the parts are compared with what was read before.
struct FileUpload: Sendable {
    let asset: StagedAsset
    /// The index of the file's entry.
    let entry: Int
    let key: String
    /// The size of every part but the last one; a file that is no larger is sent with one request.
    let partSize: Int
    let context: PublicationContext
    /// The number of parts that are sent at a time.
    var partsAtATime = TransferScheduler.partsPerObject

    private var byteCount: Int64 { asset.tree.entries[entry].byteCount }
    private var changed: ArchiveError { .contentChanged(path: asset.tree.entries[entry].path) }

    /// Sends the bytes.
    ///
    /// - Returns: How it ended, and what S3 calls the checksum of the parts.
    /// - Throws: `ArchiveError.contentChanged` if they are not those that were staged.
    func write() async throws -> (outcome: WriteOutcome, multipart: BundleIndex.Multipart?) {
        guard byteCount > Int64(partSize) else { return (try await writeAtOnce(), nil) }
        let upload = try await context.store.startMultipart(to: key)
        do {
            let parts = try await writeParts(to: upload)
            return (try await upload.finish(), BundleIndex.Multipart(parts: parts))
        } catch {
            await upload.giveUp()
            throw error
        }
    }

    /// Returns the parts of an object that is there already: nothing is sent.
    ///
    /// - Throws: `ArchiveError.contentChanged` if the bytes are not those that were staged.
    func multipart() async throws -> BundleIndex.Multipart? {
        guard byteCount > Int64(partSize) else { return nil }
        let parts = try await digests { _, _, _ in }
        return BundleIndex.Multipart(parts: parts)
    }

    private func writeAtOnce() async throws -> WriteOutcome {
        let bytes = try asset.tree.read(entry, 0..<byteCount)
        // The request is signed with the digest, so it is taken anyhow.
        let digest = SHA256.hash(bytes.span.bytes)
        guard digest == asset.content.entries[entry].digest else { throw changed }
        context.progress.didPack(bytes.count)
        let outcome = try await context.store.put(bytes, to: key, sha256: digest)
        context.progress.didSend(bytes.count)
        return outcome
    }

    /// Sends all parts, and returns them in their order.
    private func writeParts(to upload: any MultipartWriter) async throws -> [BundleIndex.Multipart.Part] {
        try await digests { bytes, number, part in
            context.progress.didPack(bytes.byteCount)
            let offset = Int64(number - 1) * Int64(partSize)
            try await upload.write(bytes, part: number, at: offset, sha256: part.sha256)
            context.progress.didSend(bytes.byteCount)
        }
    }

    /// Hands out all parts, several at a time, and returns their digests after comparing them with what was staged.
    private func digests(
        _ body: @Sendable @escaping (any ByteSource, _ number: Int, FileParts.Part) async throws -> Void
    ) async throws -> [BundleIndex.Multipart.Part] {
        let ranges = stride(from: 0, to: byteCount, by: partSize).map { $0..<min($0 + Int64(partSize), byteCount) }
        let parts = try await ranges.indices.boundedMap(width: partsAtATime) { index in
            try await context.scheduler.run(.part, byteCount: memory(of: ranges[index])) {
                let (bytes, part) = try part(index, ranges[index])
                try await body(bytes, index + 1, part)
                return part
            }
        }
        let checksum = zip(parts, ranges).reduce(0) { CRC32.combine($0, $1.0.crc32, secondByteCount: $1.1.count) }
        guard checksum == asset.known.checksums[entry] else { throw changed }
        return zip(parts, ranges).map { .init(byteCount: $1.count, sha256: $0.sha256) }
    }

    /// The memory that a part takes: none where it is read while it is sent.
    private func memory(of range: Range<Int64>) -> Int { asset.parts?.partSize == partSize ? 0 : range.count }

    /// Returns the bytes of a part and their digest: the one that is known, or else a new one, for which they are read.
    private func part(_ index: Int, _ range: Range<Int64>) throws -> (any ByteSource, FileParts.Part) {
        if let parts = asset.parts, parts.partSize == partSize {
            let part = parts.parts[index]
            return (StagedRange(asset, entry: entry, range, checksum: part.crc32), part)
        }
        let bytes = try asset.tree.read(entry, range)
        return (bytes, FileParts.Part(sha256: SHA256.hash(bytes.span.bytes), crc32: CRC32.checksum(bytes)))
    }
}

extension FileUpload {
    /// The size of the parts of a file: a rule of the file alone, so that it has the same checksum in every store.
    ///
    /// A file that is no larger than a part is sent with one request.
    static func partSize(byteCount: Int64) -> Int {
        PartCutter.partSize(from: PartCutter.wholeByteLimit, byteCount: byteCount)
    }
}
