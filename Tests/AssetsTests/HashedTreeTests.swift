import Assets
import Hashing
import Testing

@Suite struct HashedTreeTests {
    private typealias Entry = HashedTree.Entry

    private static func file(_ path: String, _ content: String, isExecutable: Bool = false) -> Entry {
        let kind = TreeEntry.Kind.file(size: Int64(content.utf8.count), isExecutable: isExecutable)
        return Entry(TreeEntry(path: path, kind: kind), digest: SHA256.hash(content))
    }

    private static func other(_ path: String, _ kind: TreeEntry.Kind) -> Entry {
        Entry(TreeEntry(path: path, kind: kind), digest: nil)
    }

    /// Addresses computed by Python's hashlib from the records of the specification.
    @Test(arguments: [
        ([], "0293450e035349416bbc355e28f167a2f094aa695319130d3c7fcab1366df691"),
        ([file("a", "hello")], "2f8e22fd8e5dfa362d4a4b81c7d5660d3625eaf33316f2e0e2078a6f4cf09b2e"),
        (
            [
                other("d", .directory), file("d/run.sh", "#!/bin/sh\n", isExecutable: true),
                other("l", .link(target: "../x")), file("z", ""),
            ],
            "f82e8ad3b8ef0714e53602cd3d3d191e57aeb1179cfdeafa7b4ab4e1e8a39496"
        ),
        ([file("ä ö\n", "x")], "47fc81436c82ed9f8e5792f315c34c9ba4cda863850169395df88779f8e3f33c"),
    ])
    func addressMatchesTheSpecification(entries: [HashedTree.Entry], address: String) {
        #expect(HashedTree(sorted: entries).address.description == address)
    }

    @Test func everyFieldChangesTheAddress() {
        let trees: [[Entry]] = [
            [],
            [Self.file("a", "")],
            [Self.file("a", "", isExecutable: true)],
            [Self.file("a", "x")],
            [Self.file("b", "")],
            [Self.other("a", .directory)],
            [Self.other("a", .link(target: "b"))],
            [Self.other("a", .link(target: "c"))],
            [Self.other("a", .directory), Self.file("a/b", "")],
            [Self.file("a/b", "")],
            // Two encodings of one letter.
            [Self.file("\u{e9}", "")],
            [Self.file("e\u{301}", "")],
        ]
        #expect(Set(trees.map { HashedTree(sorted: $0).address }).count == trees.count)
    }

    @Test func byteCountIsTheSumOfFiles() {
        let entries = [Self.file("a", "123"), Self.other("b", .directory), Self.file("c", "4567")]
        #expect(HashedTree(sorted: entries).byteCount == 7)
    }

    @Test func entriesKeepTheirDigests() {
        let list = [Self.other("d", .directory), Self.file("d/a", "1"), Self.other("l", .link(target: "d"))]
        let entries = HashedTree.Entries(list.map(\.entry), digests: list.map(\.digest))
        #expect(Array(entries) == list)
        #expect(HashedTree(sorted: entries) == HashedTree(sorted: list))
    }

    /// Addresses computed by Python's hashlib: of enough records to fill a buffer several times, and of long fields.
    @Test func recordsOfAnyLengthAreHashed() {
        let many = (10_000..<13_000).map { Self.file("f\($0)", String(repeating: "x", count: $0 % 1000)) }
        let manyAddress = "0c343f9660ff19cf89d0ad7ba8ba4500d9ea11e47f0c4026c636db5d4b13ff7c"
        #expect(HashedTree(sorted: many).address.description == manyAddress)
        let long = [(1 << 15) - 2, (1 << 15) - 1, 1 << 15, 1 << 17].map { count in
            Self.other(String(repeating: "é", count: count / 2) + (count % 2 == 0 ? "" : "x"), .link(target: "t"))
        }
        let longAddress = "b8dab60b565bd3914848fda6ba28eb81624f18e998360f8824ae27d213ded76b"
        #expect(HashedTree(sorted: long).address.description == longAddress)
    }

    @Test func fileWithoutDigestTraps() async {
        await #expect(processExitsWith: .failure) {
            _ = HashedTree.Entry(TreeEntry(path: "a", kind: .file(size: 0, isExecutable: false)), digest: nil)
        }
        await #expect(processExitsWith: .failure) {
            let entry = TreeEntry(path: "a", kind: .file(size: 0, isExecutable: false))
            _ = HashedTree(sorted: HashedTree.Entries([entry], digests: [nil]))
        }
    }
}
