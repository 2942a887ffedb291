import Archive
import Assets
import Glibc
import Hashing
import SystemPackage
import Testing
import TestSupport

@Suite(.temporaryDirectory) struct TarHeadersTests {
    private static let unusual: [TreeEntry] = [
        TreeEntry(path: "plain", kind: .file(size: 0, isExecutable: false)),
        TreeEntry(path: "run.sh", kind: .file(size: 0, isExecutable: true)),
        TreeEntry(path: "directory", kind: .directory),
        TreeEntry(path: "link", kind: .link(target: "../plain")),
        TreeEntry(path: text("a", 100), kind: .file(size: 0, isExecutable: false)),
        TreeEntry(path: text("b", 101), kind: .file(size: 0, isExecutable: false)),
        TreeEntry(path: text("c", 255), kind: .file(size: 0, isExecutable: false)),
        TreeEntry(path: text("d", 100) + "/" + text("e", 100), kind: .directory),
        TreeEntry(path: text("f", 155) + "/" + text("g", 100), kind: .file(size: 0, isExecutable: false)),
        TreeEntry(path: text("h/", 400) + "i", kind: .file(size: 0, isExecutable: true)),
        TreeEntry(path: "link to far", kind: .link(target: text("../", 600))),
        TreeEntry(path: "grüße/日本語 😀.txt", kind: .file(size: 0, isExecutable: false)),
        TreeEntry(path: "e\u{301}", kind: .file(size: 0, isExecutable: false)),
        TreeEntry(path: "\u{e9}", kind: .link(target: "e\u{301}")),
        TreeEntry(path: " \"'\\\n\t*?=", kind: .file(size: 0, isExecutable: false)),
        TreeEntry(path: "ö" + text("ä", 200), kind: .directory),
    ]

    private static func text(_ part: String, _ count: Int) -> String {
        String(String(repeating: part, count: count).prefix(count))
    }

    /// The archive of entries, up to the first content.
    private static func archive(_ entries: [TreeEntry]) throws -> [UInt8] {
        var layout = try TarLayout(entries)
        guard let frame = try layout.next() else { return [] }
        return try frame.bytes(from: MemoryTree([]))
    }

    /// The attributes of an entry as Python prints them.
    private static func description(of entry: TreeEntry) -> String {
        let (kind, mode, target): (String, String, String)
        switch entry.kind {
        case .directory: (kind, mode, target) = ("5", "0o755", "")
        case .file(_, isExecutable: true): (kind, mode, target) = ("0", "0o755", "")
        case .file: (kind, mode, target) = ("0", "0o644", "")
        case .link(let text): (kind, mode, target) = ("2", "0o777", text)
        }
        return " \(kind) \(mode) \(entry.byteCount) '\(target)' 0 0 0 '' '' e3b0c442"
    }

    @Test func tarfileReadsUnusualNamesInTheCLocale() throws {
        // A process that does not call `setlocale` has this locale, whatever its environment is.
        let locale = setlocale(LC_ALL, nil)
        #expect(locale.map { String(cString: $0) } == "C")
        let path = TemporaryDirectory.path.appending("unusual.tar")
        try FileNode.file(Self.archive(Self.unusual)).write(to: path)
        let lines = try ReferenceTools.list(path)
        try #require(lines.count == Self.unusual.count)
        for (line, entry) in zip(lines, Self.unusual) {
            #expect(line.hasSuffix(Self.description(of: entry)), "\(line)")
            if !entry.path.contains("\n") { #expect(line.utf8.starts(with: "'\(entry.path)' ".utf8), "\(line)") }
        }
        #expect(lines[14].hasPrefix(#"' "\'\\\n\t*?=' "#))
    }

    /// The bytes of libarchive 3.6.2: a release that writes other bytes would change the bundles of unchanged trees.
    @Test func theBytesOfUnusualNamesAreStable() throws {
        let bytes = try Self.archive(Self.unusual)
        #expect(
            SHA256.hash(bytes.span.bytes).description
                == "a5764b1023ec30842a35e9c78a9c0df0d571bbab1cff3d85904ddb1a0bc1811a"
        )
    }

    @Test func aPlainEntryTakesOneBlock() throws {
        let end = 1024
        #expect(try Self.archive([]) == [UInt8](repeating: 0, count: end))
        for index in [0, 1, 2, 3, 4, 8, 11, 12, 13, 14] {
            #expect(try Self.archive([Self.unusual[index]]).count == 512 + end)
        }
        for index in [5, 6] { #expect(try Self.archive([Self.unusual[index]]).count == 3 * 512 + end) }
    }

    @Test(arguments: [8 << 30 - 1, 8 << 30, 9 << 30] as [Int64])
    func filesOfAnySizeAreWritten(size: Int64) throws {
        let header = try Self.archive([TreeEntry(path: "big", kind: .file(size: size, isExecutable: false))])
        #expect(header.count == (size < 8 << 30 ? 512 : 3 * 512))
        let path = TemporaryDirectory.path.appending("big.tar")
        try FileNode.file(header).write(to: path)
        let line = try #require(try ReferenceTools.list(path).first)
        #expect(line.hasPrefix("'big' 0 0o644 \(size) '' 0 0 0 '' ''"))
    }
}
