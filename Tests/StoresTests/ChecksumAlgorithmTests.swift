import Assets
import Basics
import Hashing
import Stores
import Testing
import TestSupport

/// Stores that are asked to keep one checksum or the other.
@Suite(.hangLimit) struct ChecksumAlgorithmTests {
    private static let parts = (0..<3).map { TestProject.random(1000 + $0, seed: UInt64($0)) }
    private static let bytes = parts.flatMap { $0 }

    /// Writes parts to an upload, and returns the numbers of those that were found.
    private func write(_ numbers: [Int], to upload: any MultipartWriter) async throws -> [Int] {
        var found: [Int] = []
        for number in numbers {
            let bytes = Self.parts[number - 1]
            let digest = SHA256.hash(bytes.span.bytes)
            if try await upload.write(bytes, part: number, at: Int64(1000 * (number - 1)), sha256: digest) == .found {
                found.append(number)
            }
        }
        return found
    }

    /// An upload takes the checksums of one algorithm: one that was begun with the other is left behind, and aborted in the end.
    @Test(
        arguments: [
            (.crc64nvme, .crc64nvme, [:], [1, 2]), (.sha256, .crc64nvme, [:], []), (.crc64nvme, .sha256, [:], []),
            // The algorithm is not listed with the upload, but with its parts.
            (.crc64nvme, .crc64nvme, ["listsAlgorithms": false], [1, 2]),
            (.sha256, .crc64nvme, ["listsAlgorithms": false], []),
            (.crc64nvme, .sha256, ["listsAlgorithms": false], []),
            // Without checksums, uploads do not differ.
            (.crc64nvme, .crc64nvme, ["checksums": false], [1, 2]),
            (.sha256, .crc64nvme, ["checksums": false], [1, 2]),
        ] as [(ChecksumAlgorithm, ChecksumAlgorithm, [String: JSON], [Int])]
    )
    func uploadIsResumedWithItsAlgorithm(
        first: ChecksumAlgorithm,
        second: ChecksumAlgorithm,
        settings: [String: JSON],
        found: [Int]
    ) async throws {
        let server = try FaultServer.shared()
        let (store, bucket) = try await server.makeStore(settings, first)
        let upload = try await store.beginMultipart(to: "k", resumes: true)
        #expect(try await write([1, 2], to: upload) == [])
        await upload.end(isResumable: true)
        let other = try server.store(in: bucket, second)
        let resumed = try await other.beginMultipart(to: "k", resumes: true)
        #expect(try await write([1, 2, 3], to: resumed) == found)
        guard case .written(let object) = try await resumed.finish() else {
            Issue.record("there was no object before")
            return
        }
        let keeps = settings["checksums"] == nil
        #expect(object.crc64nvme == (keeps && second == .crc64nvme ? CRC64NVME(Self.bytes.span.bytes) : nil))
        #expect(try await other.read("k", limit: Self.bytes.count) == Self.bytes)
        // One of the two uploads was of no use.
        #expect(try await server.log(of: bucket).count { $0.method == "DELETE" } == 1)
    }

    /// Where nothing tells the algorithm, the server rejects parts with the checksum of another.
    @Test(arguments: ChecksumAlgorithm.allCases)
    func uploadWhoseAlgorithmIsNotListedBeginsAnew(first: ChecksumAlgorithm) async throws {
        let server = try FaultServer.shared()
        let (store, bucket) = try await server.makeStore(["listsChecksums": false], first)
        let upload = try await store.beginMultipart(to: "k", resumes: true)
        #expect(try await write([1], to: upload) == [])
        await upload.end(isResumable: true)
        for second in ChecksumAlgorithm.allCases {
            let resumed = try await server.store(in: bucket, second).beginMultipart(to: "k", resumes: true)
            #expect(try await write([1], to: resumed) == [1])
            if first == second {
                #expect(try await write([2], to: resumed) == [])
            } else {
                await #expect(throws: MultipartRestart.self) { try await write([3], to: resumed) }
            }
        }
    }

    /// On real servers: the object has the bytes, and the checksum if the server keeps it.
    @Test(arguments: S3Server.present("seaweedfs", "swift", "juicefs"), ChecksumAlgorithm.allCases)
    func uploadOfTheOtherAlgorithmIsNotMixed(server: S3Server, first: ChecksumAlgorithm) async throws {
        let second: ChecksumAlgorithm = first == .sha256 ? .crc64nvme : .sha256
        let prefix = try await server.makePrefix()
        func store(_ algorithm: ChecksumAlgorithm) throws -> S3Store {
            S3Store(try server.client(checksumAlgorithm: algorithm), prefix: prefix)
        }
        let parts = [5 << 20, 1000].enumerated().map { TestProject.random($1, seed: UInt64($0)) }
        func write(_ count: Int, to upload: any MultipartWriter) async throws {
            for (index, bytes) in parts.prefix(count).enumerated() {
                let digest = SHA256.hash(bytes.span.bytes)
                _ = try await upload.write(bytes, part: index + 1, at: Int64(index * 5 << 20), sha256: digest)
            }
        }
        let upload = try await store(first).beginMultipart(to: "k", resumes: true)
        try await write(1, to: upload)
        await upload.end(isResumable: true)
        var next = try await store(second).beginMultipart(to: "k", resumes: true)
        do {
            try await write(2, to: next)
        } catch is MultipartRestart {
            next = try await store(second).beginMultipart(to: "k", resumes: false)
            try await write(2, to: next)
        }
        #expect(try await next.finish().isWritten)
        let object = try #require(try await store(second).metadata(of: "k"))
        let bytes = parts.flatMap { $0 }
        #expect(try await store(second).digest(of: "k") == SHA256.hash(bytes.span.bytes))
        if server.capabilities.keepsChecksums {
            #expect(object.crc64nvme == (second == .crc64nvme ? CRC64NVME(bytes.span.bytes) : nil))
            #expect((object.checksum == nil) == (second == .crc64nvme))
        }
        #expect(try await server.openUploads(below: prefix) == [])
    }

    /// Parts with other bytes are not taken for the same.
    @Test func uploadOfOtherBytesBeginsAnew() async throws {
        let (store, _) = try await FaultServer.shared().makeStore([:], .crc64nvme)
        let upload = try await store.beginMultipart(to: "k", resumes: true)
        _ = try await write([1], to: upload)
        await upload.end(isResumable: true)
        let resumed = try await store.beginMultipart(to: "k", resumes: true)
        let other = TestProject.random(1000, seed: 9)
        await #expect(throws: MultipartRestart.self) {
            try await resumed.write(other, part: 1, at: 0, sha256: SHA256.hash(other.span.bytes))
        }
    }

    private static let digest = SHA256.hash(bytes.span.bytes)
    private static let checksum = CRC64NVME(bytes.span.bytes)
    private static let multipart = ObjectParts(
        parts: parts.map { .init(byteCount: $0.count, sha256: SHA256.hash($0.span.bytes)) }
    )
    private static let multipartWithChecksums = ObjectParts(
        parts: parts.map {
            .init(byteCount: $0.count, sha256: SHA256.hash($0.span.bytes), crc64nvme: CRC64NVME($0.span.bytes))
        }
    )

    private static func object(_ checksum: Checksum? = nil, _ crc64nvme: CRC64NVME? = nil, etag: String? = "\"e\"")
        -> ObjectMetadata
    {
        ObjectMetadata(byteCount: Int64(bytes.count), checksum: checksum, crc64nvme: crc64nvme, etag: etag)
    }

    private static func expected(
        _ multipart: ObjectParts? = nil,
        crc64nvme: CRC64NVME? = nil,
        version: String? = nil
    ) -> IndexedObject {
        IndexedObject(
            byteCount: Int64(bytes.count),
            sha256: digest,
            multipart: multipart,
            crc64nvme: crc64nvme,
            version: version
        )
    }

    private static let verifications: [(ObjectMetadata, IndexedObject, Verification)] = [
        (object(nil, checksum), expected(crc64nvme: checksum), .verified),
        (object(nil, checksum), expected(multipartWithChecksums), .verified),
        (
            object(nil, CRC64NVME(value: 1)), expected(crc64nvme: checksum, version: "\"e\""),
            .mismatch("its CRC64NVME is AAAAAAAAAAE=")
        ),
        // A checksum that the server has added by itself.
        (object(nil, checksum), expected(), .inconclusive),
        (object(nil, checksum), expected(version: "\"e\""), .verified),
        (object(nil, checksum), expected(version: "\"f\""), .inconclusive),
        // A listing has ETags alone.
        (object(), expected(crc64nvme: checksum, version: "\"e\""), .verified),
        (object(), expected(crc64nvme: checksum), .inconclusive),
        // SHA-256 counts for more.
        (object(.fullObject(digest), CRC64NVME(value: 1)), expected(crc64nvme: checksum), .verified),
        (
            object(.fullObject(SHA256.hash("")), checksum), expected(crc64nvme: checksum),
            .mismatch("its SHA-256 is \(SHA256.hash(""))")
        ),
        (object(multipart.checksum, nil), expected(multipartWithChecksums), .verified),
        // Other parts, and the same bytes.
        (object(.composite("x"), checksum), expected(multipartWithChecksums), .verified),
        (object(.composite("x"), nil), expected(multipartWithChecksums, version: "\"e\""), .inconclusive),
    ]

    @Test(arguments: verifications.indices)
    func objectIsComparedWithItsIndex(index: Int) {
        let (object, expected, verification) = Self.verifications[index]
        #expect(Verification(object, expected) == verification)
    }

    @Test func indexHasTheChecksum() throws {
        #expect(Self.multipart.crc64nvme == nil)
        #expect(Self.multipartWithChecksums.crc64nvme == Self.checksum)
        let count = Int64(Self.bytes.count)
        let index = BundleIndex(
            file: Self.digest,
            byteCount: count,
            multipart: Self.multipartWithChecksums,
            creator: "test"
        )
        #expect(index.object.crc64nvme == Self.checksum)
        let text = index.text
        #expect(text.contains("\"crc64nvme\":\"\(Self.checksum)\""))
        #expect(try AssetIndex(json: Array(text.utf8)).bundle == index)
        let forged = text.replacing(Self.checksum.base64, with: "AAAAAAAAAAE=")
        #expect(throws: StoreError.invalidIndex(reason: "its parts do not make its CRC64NVME")) {
            try AssetIndex(json: Array(forged.utf8))
        }
        #expect(throws: StoreError.self) {
            try AssetIndex(json: Array(text.replacing(Self.checksum.base64, with: "x").utf8))
        }
    }

    /// Later look-ups have only what the store keeps.
    @Test func metadataOfVerifiedObjectIsKept() {
        var small = Self.expected()
        small.keep(Self.object(nil, Self.checksum))
        #expect(small == Self.expected(crc64nvme: Self.checksum))
        small.keep(Self.object(nil, Self.checksum), isListed: true)
        #expect(small == Self.expected(crc64nvme: Self.checksum, version: "\"e\""))
        var other = Self.expected()
        other.keep(Self.object())
        #expect(other == Self.expected(version: "\"e\""))
        other = Self.expected()
        other.keep(Self.object(.fullObject(Self.digest)))
        #expect(other == Self.expected())
    }
}
