import Foundation
import SystemPackage
import Testing
import TestSupport

/// Objects under our keys that are not ours: noticed, told, and never referenced.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct ForeignObjectTests {
    private static let asset = "artifacts/weights"

    /// A project that was published, with its references taken away again.
    private func makePublished(_ place: Place, byteCount: Int) async throws -> (placed: PlacedProject, address: String)
    {
        let placed = try await place.makeWeights(byteCount: byteCount)
        let published = try await placed.publish()
        #expect(published.status == 0, "\(published.standardError)")
        try placed.removeReferences()
        return (placed, try #require(published.report.sent?.first?.address))
    }

    private func expectRefusal(_ placed: PlacedProject, of key: String) async throws {
        let before = try await placed.contents()
        for arguments in [[], ["--dry-run"]] {
            let published = try Published(try await placed.start(arguments).end())
            #expect(published.status == 4, "\(published.standardError)")
            #expect(published.errors.count == 1)
            #expect(published.errors.first?.exit == 4)
            #expect(published.errors.first?.message.contains(key) == true, "\(published.standardError)")
            #expect(published.errors.first?.hint?.contains("delete it") == true)
            #expect(published.errorLines.count == 1)
            #expect(published.standardError.contains(Self.asset))
        }
        #expect(placed.project.references == nil)
        // What is somebody's is left as it is.
        #expect(try await placed.contents() == before)
    }

    @Test(arguments: Place.all, [1 << 20, 9 << 20])
    func aTruncatedObjectWithItsIndexIsRefused(place: Place, byteCount: Int) async throws {
        let (placed, address) = try await makePublished(place, byteCount: byteCount)
        let key = "\(address).tar.gz"
        try await placed.damage(key, .truncate)
        try await expectRefusal(placed, of: key)
    }

    @Test(arguments: Place.all, [1 << 20, 9 << 20])
    func anObjectWithAFlippedBitIsRefused(place: Place, byteCount: Int) async throws {
        let (placed, address) = try await makePublished(place, byteCount: byteCount)
        let key = "\(address).tar.gz"
        try await placed.damage(key, .flip)
        try await expectRefusal(placed, of: key)
    }

    /// Without an index nothing says that the object is whole.
    @Test(arguments: Place.all, [1 << 20, 9 << 20])
    func aTruncatedObjectWithoutAnIndexIsNeverReferenced(place: Place, byteCount: Int) async throws {
        let (placed, address) = try await makePublished(place, byteCount: byteCount)
        let key = "\(address).tar.gz"
        try await placed.remove("\(address).index.json")
        try await placed.damage(key, .truncate)
        let published = try await placed.publish()
        #expect(published.status == 4, "\(published.standardError)")
        #expect(published.errors.first?.message.contains(key) == true, "\(published.standardError)")
        #expect(placed.project.references == nil)
        #expect(Set(try await placed.contents().keys) == [key])
    }

    @Test(arguments: Place.all)
    func anObjectThatIsGoneIsPublishedAgain(place: Place) async throws {
        let (placed, address) = try await makePublished(place, byteCount: 1 << 20)
        let whole = try await placed.contents()
        try await placed.remove("\(address).tar.gz")
        let published = try await placed.publish()
        #expect(published.status == 0, "\(published.standardError)")
        #expect(published.sent == [Self.asset])
        #expect(try await placed.contents()["\(address).tar.gz"] == whole["\(address).tar.gz"])
        #expect(try await placed.publish().found == [Self.asset])
    }

    /// Its index says how: the bytes that it proves are those of another compression than today's.
    @Test func anObjectThatIsGoneIsMadeAgainAsItWas() async throws {
        let placed = try await Place.local.makeWeights(byteCount: 1000)
        let file = placed.project.directory.appending("artifacts/weights/words.txt")
        try FileNode.file(Array(String(repeating: "some words ", count: 5000).utf8)).write(to: file)
        let published = try await placed.publish("--compression", "fast")
        let address = try #require(published.report.sent?.first?.address)
        let whole = try await placed.contents()
        #expect(try await placed.publish("--compression", "small").found == [Self.asset])
        try await placed.remove("\(address).tar.gz")
        #expect(try await placed.publish("--compression", "small").sent == [Self.asset])
        #expect(try await placed.contents() == whole)
    }

    @Test(arguments: Place.all)
    func anIndexThatIsGoneIsWrittenAgain(place: Place) async throws {
        let (placed, address) = try await makePublished(place, byteCount: 1 << 20)
        let whole = try await placed.contents()
        try await placed.remove("\(address).index.json")
        let published = try await placed.publish()
        #expect(published.status == 0, "\(published.standardError)")
        #expect(try await placed.contents()["\(address).tar.gz"] == whole["\(address).tar.gz"])
        #expect(try await placed.publish().found == [Self.asset])
    }

    @Test(
        arguments: Place.all,
        ["", "not JSON", "{}", "[1]", #"{"schema":"sageassets/index/v2"}"#, String(repeating: "[", count: 100_000)]
    )
    func anIndexOfAnotherProgramIsRefused(place: Place, text: String) async throws {
        let (placed, address) = try await makePublished(place, byteCount: 1000)
        try await placed.write(Array(text.utf8), to: "\(address).index.json")
        try await expectRefusal(placed, of: "\(address).index.json")
    }

    @Test(arguments: Place.all)
    func anIndexOfAnotherAssetIsRefused(place: Place) async throws {
        let (placed, address) = try await makePublished(place, byteCount: 1000)
        try FileNode.file([1]).write(to: placed.project.directory.appending("artifacts/weights/more"))
        let other = try #require(try await placed.publish().report.sent?.first?.address)
        try placed.removeReferences()
        try FileManager.default.removeItem(atPath: placed.project.directory.appending("artifacts/weights/more").string)
        try await placed.write(try await placed.read("\(other).index.json"), to: "\(address).index.json")
        try await expectRefusal(placed, of: "\(address).index.json")
    }

    /// An index whose entries are right, beside an object that it was not written for.
    ///
    /// Where a store keeps no checksums, the index itself is what vouches for the object.
    @Test(arguments: Place.all.filter { $0.server?.keepsChecksums ?? true })
    func anIndexWithAnotherDigestIsRefused(place: Place) async throws {
        let (placed, address) = try await makePublished(place, byteCount: 1000)
        let sha256 = try #require(try await placed.contents()["\(address).tar.gz"]).sha256
        let text = String(decoding: try await placed.read("\(address).index.json"), as: UTF8.self)
        let forged = text.replacing(sha256, with: String(repeating: "0", count: 64))
        #expect(forged != text)
        try await placed.write(Array(forged.utf8), to: "\(address).index.json")
        try await expectRefusal(placed, of: "\(address).tar.gz")
    }

    @Test func oneForeignObjectDoesNotHideTheOtherAssets() async throws {
        let placed = try await Place.local.makeProject()
        let published = try await placed.publish()
        let copy = try #require(published.report.sent?.first { $0.asset == "containers/scorer" })
        try await placed.write([1], to: "\(copy.address).tar.gz")
        try placed.removeReferences()
        let second = try await placed.publish()
        #expect(second.status == 4)
        #expect(second.found == TestProject.assets.filter { $0 != "containers/scorer" })
        let references = try #require(placed.project.references)
        #expect(references.contains("\"artifacts/weights\""))
        #expect(!references.contains("containers/scorer"))
    }
}
