import Archive
import Assets
import Testing
import TestSupport

/// Tar archives in memory, as a fuzz target reads them.
@Suite struct TarReaderTests {
    private static let entries = [
        TreeEntry(path: "d", kind: .directory), TreeEntry(path: "d/link", kind: .link(target: "../\u{e9}")),
        TreeEntry(path: "e\u{301}", kind: .file(size: 0, isExecutable: true)),
        TreeEntry(path: String(repeating: "long/", count: 100) + "name", kind: .file(size: 0, isExecutable: false)),
    ]

    private static func archive() throws -> [UInt8] {
        var layout = try TarLayout(entries)
        return try layout.next()?.bytes(from: MemoryTree([])) ?? []
    }

    private static func read(_ bytes: [UInt8]) throws -> (members: [TarMember], hasMore: Bool) {
        var tar = try TarReader(ByteStream(bytes))
        var members: [TarMember] = []
        while let member = try tar.next() { members.append(member) }
        return (members, try tar.finish())
    }

    @Test func membersAreThoseOfTheTree() throws {
        let (members, hasMore) = try Self.read(Self.archive())
        let long = String(repeating: "long/", count: 100) + "name"
        #expect(
            members == [
                TarMember(name: Array("d/".utf8), kind: .directory),
                TarMember(name: Array("d/link".utf8), kind: .symbolicLink(target: "../\u{e9}")),
                TarMember(name: Array("e\u{301}".utf8), kind: .file(size: 0)),
                TarMember(name: Array(long.utf8), kind: .file(size: 0)),
            ]
        )
        #expect(!hasMore)
    }

    @Test func bytesBehindTheEndAreReported() throws {
        #expect(try Self.read(Self.archive() + [UInt8](repeating: 0, count: 100_000)).hasMore == false)
        #expect(try Self.read(Self.archive() + [UInt8](repeating: 0, count: 100_000) + [1]).hasMore)
    }

    @Test func anythingElseIsNotTar() throws {
        for bytes in [[], Sample.text.bytes(3000), Sample.random.bytes(100_000)] {
            let error = try #require(throws: TarError.self) { try Self.read(bytes) }
            #expect(error.isNotTar)
        }
    }

    @Test func damagedBytesGiveMembersOrAnError() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix(state: seed)
        let archive = try Self.archive()
        for _ in 0..<500 {
            var damaged = archive
            for _ in 0..<3 {
                damaged[Int(random.next() % UInt64(archive.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            do {
                #expect(try Self.read(damaged).members.count <= archive.count / 512, "seed \(seed)")
            } catch {
                #expect(error is TarError, "seed \(seed): \(error)")
            }
        }
    }
}
