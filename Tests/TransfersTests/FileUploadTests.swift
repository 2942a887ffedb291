import Archive
import Assets
import Hashing
import Staging
import Stores
import Synchronization
import SystemPackage
import Testing
import TestSupport
import Transfers

/// How a file becomes an object of its own.
@Suite(.temporaryDirectory, .serialized, .hangLimit) struct FileUploadTests {
    private static let partSize = 5 << 20

    private let path = TemporaryDirectory.path.appending("model.bin")

    private func stage(_ bytes: [UInt8], knowsParts: Bool) async throws -> StagedAsset {
        try FileNode.file(bytes).write(to: path)
        let found = try AssetSource.Options.modelData().walk(at: path)
        return try await found.stage(StagingOptions(width: 2, partByteCount: knowsParts ? Self.partSize : nil))
    }

    private func upload(
        _ asset: StagedAsset,
        to store: any ObjectStore,
        observer: @escaping TransferObserver = { _ in }
    ) -> FileUpload {
        let context = TransferContext(store: store, scheduler: TransferScheduler(), observer: observer, width: 2)
        return FileUpload(asset: asset, entry: 0, key: "k", partSize: Self.partSize, context: context)
    }

    /// Adds up the bytes of events.
    private final class Counters: Sendable {
        private let counts = Mutex((published: 0, sent: 0))

        var totals: (published: Int, sent: Int) { counts.withLock { $0 } }

        func add(_ event: TransferEvent) {
            counts.withLock { counts in
                switch event {
                case .published(let count, _): counts.published += count
                case .sent(let count): counts.sent += count
                case .willPublish, .began, .restarted, .made, .resumed, .copied, .reused, .found, .ended: break
                }
            }
        }
    }

    private static let sizes: [(byteCount: Int, knowsParts: Bool)] = [
        (0, false), (5 << 20, true), (5 << 20 | 1, false), (12 << 20, true),
    ]

    @Test(arguments: StoreUnderTest.all, sizes.indices)
    func theObjectIsTheFile(store: StoreUnderTest, size: Int) async throws {
        let (byteCount, knowsParts) = Self.sizes[size]
        let (made, counters, bytes) = (try await store.make(), Counters(), TestProject.random(byteCount))
        let asset = try await stage(bytes, knowsParts: knowsParts)
        #expect((asset.parts != nil) == (knowsParts && byteCount > Self.partSize))
        let result = try await upload(asset, to: made.store, observer: counters.add).write()
        #expect(result.outcome != .exists)
        #expect((result.multipart != nil) == (byteCount > Self.partSize))
        #expect(counters.totals == (byteCount, byteCount))
        let digest = SHA256.hash(bytes.span.bytes)
        #expect(asset.address == digest)
        #expect(try await made.contents() == ["k": FoundObject(sha256: digest.description, size: byteCount)])
        // What the server computes of the parts that it has is what was computed of those that were sent.
        let object = try #require(try await made.store.metadata(of: "k"))
        if case .composite = object.checksum { #expect(object.checksum == result.multipart?.checksum) }
        #expect(
            try await upload(asset, to: made.store).write().outcome == .exists
                || !store.capabilities.hasConditionalWrites
        )
    }

    /// Errors in the digests of a file, as if the file had changed and its times had not.
    private static let changes: [(name: String, change: @Sendable (StagedAsset) -> StagedAsset, knowsParts: Bool)] = [
        ("the whole", { $0.with(checksums: $0.known.checksums.map { $0 ^ 1 }) }, false),
        ("a part", { $0.with(parts: $0.parts?.changingLast()) }, true),
    ]

    @Test(arguments: StoreUnderTest.all, changes.indices)
    func contentThatIsNotWhatWasStagedIsNotPutInPlace(store: StoreUnderTest, change: Int) async throws {
        let (made, change) = (try await store.make(), Self.changes[change])
        let asset = try await stage(TestProject.random(12 << 20), knowsParts: change.knowsParts)
        await #expect(throws: ArchiveError.contentChanged(path: "model.bin"), "\(change.name)") {
            _ = try await upload(change.change(asset), to: made.store).write()
        }
        #expect(try await made.contents() == [:])
    }

    @Test(arguments: StoreUnderTest.all)
    func aSmallFileMustHaveItsDigest(store: StoreUnderTest) async throws {
        let made = try await store.make()
        let asset = try await stage([1, 2, 3], knowsParts: true)
        let other = asset.content.entries.map { HashedTree.Entry($0.entry, digest: SHA256.hash("other")) }
        let known = KnownContent(tree: HashedTree(sorted: other), checksums: asset.known.checksums)
        let changed = StagedAsset(asset.walked, known: known)
        await #expect(throws: ArchiveError.contentChanged(path: "model.bin")) {
            _ = try await upload(changed, to: made.store).write()
        }
        #expect(try await made.contents() == [:])
    }

    @Test(arguments: StoreUnderTest.all, [3, 12 << 20])
    func aFileThatIsWrittenToMeanwhileIsNotPutInPlace(store: StoreUnderTest, size: Int) async throws {
        let made = try await store.make()
        let asset = try await stage(TestProject.random(size), knowsParts: true)
        try FileNode.file(TestProject.random(size).reversed()).write(to: path)
        await #expect(throws: StagingError.changedWhileRead(path)) {
            _ = try await upload(asset, to: made.store).write()
        }
        #expect(try await made.contents() == [:])
    }
}

extension StagedAsset {
    fileprivate func with(checksums: [UInt32]? = nil, parts: FileParts? = nil) -> StagedAsset {
        StagedAsset(
            walked,
            known: KnownContent(tree: content, checksums: checksums ?? known.checksums),
            parts: parts ?? self.parts
        )
    }
}

extension FileParts {
    fileprivate func changingLast() -> FileParts {
        let last = parts.suffix(1).map { Part(sha256: $0.sha256, crc32: $0.crc32 ^ 1) }
        return FileParts(partSize: partSize, parts: parts.dropLast() + last)
    }
}
