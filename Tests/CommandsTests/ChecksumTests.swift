import Foundation
import Hashing
import SystemPackage
import Testing
import TestSupport

/// `publish --checksum crc64nvme` to each store.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct ChecksumTests {
    private static let asset = "artifacts/weights"
    private static let keeping = StoreUnderTest.keepingCRC64NVME
    /// Sizes of an object that is sent with one request, and of one in parts.
    private static let byteCounts = [1 << 20, 20 << 20]

    private func publish(_ workspace: Workspace) async throws -> PublishOutput {
        try await workspace.publish("--checksum", "crc64nvme")
    }

    /// The checksum of all bytes, as the index has it.
    private func checksum(_ workspace: Workspace, _ address: String) async throws -> String? {
        let bytes = try await workspace.store.read("\(address).index.json")
        let index = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
        return (index?["bundle"] as? [String: Any])?["crc64nvme"] as? String
    }

    /// The checksum of the bundle that `sageassets bundle` makes.
    private func localChecksum(_ workspace: Workspace) async throws -> String {
        let file = TemporaryDirectory.path.appending("bundle")
        let output = try await Program.run(
            ["bundle", Self.asset, "-o", file.string],
            in: workspace.project.directory
        )
        #expect(output.status == 0, "\(output.standardError)")
        let bytes = try Array(Data(contentsOf: URL(filePath: file.string)))
        return CRC64NVME(bytes.span.bytes).base64
    }

    @Test(arguments: keeping, byteCounts)
    func objectHasChecksumOfAllBytes(store: StoreUnderTest, byteCount: Int) async throws {
        let workspace = try await store.makeWeights(byteCount: byteCount)
        let published = try await publish(workspace)
        #expect(published.status == 0, "\(published.standardError)")
        let address = try #require(published.report.sent?.first?.address)
        let expected = try await localChecksum(workspace)
        #expect(try await checksum(workspace, address) == expected)
        let kept = try await workspace.store.checksums(of: "\(address).tar.gz")
        #expect(kept["ChecksumCRC64NVME"] == expected)
        // SeaweedFS tells the type for uploads in parts only.
        #expect(kept["ChecksumType"] ?? "FULL_OBJECT" == "FULL_OBJECT")
        // Whatever the next run asks for, it finds the object without reading it.
        for arguments in [[], ["--checksum", "crc64nvme"], ["--checksum", "sha256"]] {
            let again = try PublishOutput(try await workspace.start(arguments).end())
            #expect(again.found == [Self.asset], "\(again.standardError)")
            #expect(try #require(again.report.stats?["requests"]) <= 2)
        }
        #expect(try await workspace.store.openUploads() == [])
    }

    @Test(arguments: keeping)
    func otherChecksumIsAConflict(store: StoreUnderTest) async throws {
        let workspace = try await store.makeWeights(byteCount: 1 << 20)
        let address = try #require(try await publish(workspace).report.sent?.first?.address)
        let key = "\(address).index.json"
        let text = String(decoding: try await workspace.store.read(key), as: UTF8.self)
        let forged = text.replacing(try #require(try await checksum(workspace, address)), with: "AAAAAAAAAAE=")
        try await workspace.store.write(Array(forged.utf8), to: key)
        let again = try await publish(workspace)
        #expect(again.status == 4, "\(again.standardError)")
        #expect(again.errors.first?.message.contains("its CRC64NVME is ") == true, "\(again.standardError)")
    }

    /// Copies inside the store are compared with the checksums of the base's parts.
    @Test(arguments: keeping)
    func onlyChangesOfNewVersionAreSent(store: StoreUnderTest) async throws {
        let workspace = try await store.makeWeights(byteCount: 0)
        for shard in 1...3 {
            let bytes = TestProject.random(18 << 20, seed: UInt64(shard))
            try workspace.write(bytes, to: "model-\(shard).bin", in: Self.asset)
        }
        #expect(try await publish(workspace).sent == [Self.asset])
        try workspace.write(TestProject.random(18 << 20, seed: 9), to: "model-3.bin", in: Self.asset)
        let next = try await publish(workspace)
        #expect(next.sent == [Self.asset], "\(next.standardError)")
        #expect(try #require(next.report.stats?["bytesReused"]) >= 20 << 20)
        let address = try #require(next.report.sent?.first?.address)
        let expected = try await localChecksum(workspace)
        #expect(try await checksum(workspace, address) == expected)
        #expect(try await workspace.store.checksums(of: "\(address).tar.gz")["ChecksumCRC64NVME"] == expected)
        #expect(try await publish(workspace).found == [Self.asset])
    }

    /// An object that was published with the one is found with the other, on servers that keep checksums and on others.
    @Test(arguments: StoreUnderTest.all, byteCounts)
    func objectOfTheOtherAlgorithmIsFound(store: StoreUnderTest, byteCount: Int) async throws {
        let workspace = try await store.makeWeights(byteCount: byteCount)
        #expect(try await workspace.publish().sent == [Self.asset])
        let again = try await publish(workspace)
        #expect(again.found == [Self.asset], "\(again.standardError)")
    }

    /// A server that does not know the algorithm takes the object, or the error says what to do.
    @Test(arguments: StoreUnderTest.all, byteCounts)
    func otherServersTakeTheObjectOrSayWhatToDo(store: StoreUnderTest, byteCount: Int) async throws {
        let workspace = try await store.makeWeights(byteCount: byteCount)
        let published = try await publish(workspace)
        guard published.status == 0 else {
            #expect(published.status == 1)
            #expect(published.errors.first?.hint?.contains("--checksum sha256") == true, "\(published.standardError)")
            #expect(try await workspace.publish().sent == [Self.asset])
            return
        }
        #expect(published.sent == [Self.asset])
        #expect(try await publish(workspace).found == [Self.asset])
        #expect(try await workspace.publish().found == [Self.asset])
    }
}
