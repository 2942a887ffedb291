import Assets
import Basics
import Foundation
import Hashing
import IgnoreRules
import Staging
import Synchronization
import SystemPackage
import Testing
import TestSupport

@Suite(.temporaryDirectory) struct TreeHasherTests {
    private static let content: FileNode = [
        "big": .file([UInt8](repeating: 7, count: 3 << 20 | 1)), "block": .file([UInt8](repeating: 8, count: 1 << 20)),
        "empty": "", "d": ["run": .executable("#!/bin/sh\n"), "e": [:]],
    ]

    @Test(arguments: [1, 2, 16])
    func addressMatchesTheSpecification(width: Int) async throws {
        let tree = try TestTree.tree(of: Self.content)
        let read = Mutex<Int64>(0)
        let hashed = try await tree.hashed(width: width) { count in read.withLock { $0 += Int64(count) } }.tree
        #expect(read.withLock { $0 } == tree.byteCount)
        #expect(hashed.byteCount == tree.byteCount)
        // Computed by a second implementation in Python.
        let script = """
            import hashlib, os, sys
            root, records = os.fsencode(sys.argv[1]), []
            for directory, names, files in os.walk(root):
                for name in names + files:
                    full = os.path.join(directory, name)
                    path = os.path.relpath(full, root)
                    if os.path.isdir(full):
                        records.append((path, b"dir\\0%b\\0" % path))
                        continue
                    data = open(full, "rb").read()
                    kind = b"exec" if os.stat(full).st_mode & 0o100 else b"file"
                    digest = hashlib.sha256(data).hexdigest().encode()
                    records.append((path, b"%b\\0%b\\0%d\\0%b\\0" % (kind, path, len(data), digest)))
            records = b"".join(record for _, record in sorted(records))
            print(hashlib.sha256(b"sageassets-tree-v1\\0" + records).hexdigest())
            """
        let output = try Tool.run("python3", ["-c", script, TestTree.root.string])
        #expect("\(hashed.address)\n" == output.standardOutput, "\(output.standardError)")
    }

    /// Files of all sizes, more of them than lanes: large ones that each thread takes several of, and small ones.
    @Test(arguments: [1, 2, 5])
    func manyFilesHaveTheirOwnHashes(width: Int) async throws {
        let sizes = (0..<20).map { (1 << 20) + $0 * 1001 } + (0..<200).map { $0 * $0 * 2 }
        let contents = sizes.enumerated().map { [UInt8](repeating: UInt8(truncatingIfNeeded: $0), count: $1) }
        for (index, content) in contents.enumerated() {
            try FileNode.file(content).write(to: TestTree.root.appending("d\(index % 7)/f\(index)"))
        }
        let tree = try FileTree(at: TestTree.root, links: .replace, rules: IgnoreRuleSet())
        let read = Mutex(0)
        let known = try await tree.hashed(width: width) { count in read.withLock { $0 += count } }
        #expect(read.withLock { $0 } == sizes.reduce(0, +))
        for (entry, checksum) in zip(known.tree.entries, known.checksums) {
            guard let index = entry.entry.path.split(separator: "f").last.flatMap({ Int($0) }) else { continue }
            let content = contents[index]
            #expect(entry.digest == SHA256.hash(content.span.bytes), "\(entry.entry.path)")
            #expect(checksum == CRC32.checksum(content), "\(entry.entry.path)")
        }
    }

    @Test func namesAreComparedByBytes() async throws {
        for (directory, text) in [("e\u{301}", "decomposed"), ("\u{e9}", "composed")] {
            try FileNode.file(Array(text.utf8)).write(to: TestTree.root.appending("\(directory)/f"))
        }
        let tree = try FileTree(at: TestTree.root, links: .replace, rules: IgnoreRuleSet())
        let digests = try await tree.hashed(width: 1) { _ in }.tree.entries.compactMap(\.digest)
        #expect(digests == [SHA256.hash("decomposed"), SHA256.hash("composed")])
    }

    @Test func timesAndModesAreIgnored() async throws {
        let first = try await TestTree.tree(of: Self.content).hashed(width: 2) { _ in }
        let output = try Tool.run(
            "sh",
            ["-c", "find . -type f -exec chmod go-rwx,u+s {} + && find . -exec touch -h -d @1 {} + && chmod 700 d"],
            in: TestTree.root
        )
        #expect(output.status == 0, "\(output.standardError)")
        let second = try FileTree(at: TestTree.root, links: .replace, rules: IgnoreRuleSet())
        #expect(try await second.hashed(width: 2) { _ in } == first)
    }

    /// Changes of a file between the walk and the read.
    private static let changes: [(name: String, change: @Sendable (FilePath) throws -> Void)] = [
        ("other bytes", { try FileNode.file(Array("other".utf8)).write(to: $0) }),
        ("fewer bytes", { try FileNode.file(Array("bytes".utf8.dropLast())).write(to: $0) }),
        ("more bytes", { try FileNode.file(Array("bytes more".utf8)).write(to: $0) }),
        ("gone", { try FileManager.default.removeItem(atPath: $0.string) }),
        (
            "a link",
            {
                try FileManager.default.moveItem(atPath: $0.string, toPath: $0.string + ".real")
                try FileNode.link("f.real").write(to: $0)
            }
        ),
        (
            "another file",
            {
                try FileNode.file(Array("bytes".utf8)).write(to: FilePath($0.string + ".new"))
                try FileManager.default.removeItem(atPath: $0.string)
                try FileManager.default.moveItem(atPath: $0.string + ".new", toPath: $0.string)
            }
        ),
        (
            "a directory",
            {
                try FileManager.default.removeItem(atPath: $0.string)
                try FileNode.directory([:]).write(to: $0)
            }
        ),
        (
            "behind a link",
            {
                let directory = $0.removingLastComponent()
                try FileManager.default.moveItem(atPath: directory.string, toPath: directory.string + ".real")
                try FileNode.link("d.real").write(to: directory)
            }
        ),
    ]

    @Test(arguments: changes.indices)
    func changedFileFails(index: Int) async throws {
        let (name, change) = Self.changes[index]
        let path = TestTree.root.appending("d/f")
        let tree = try TestTree.tree(of: ["d": ["f": "bytes", "g": "x"]])
        try change(path)
        await #expect(throws: StagingError.changedWhileRead(path), "\(name)") {
            try await tree.hashed(width: 1) { _ in }
        }
        // The same when it is bundled.
        let slice = ContentSlice(entry: 1, offset: 0, destination: 0..<5)
        var bytes = [UInt8](repeating: 0, count: 5)
        #expect(throws: StagingError.changedWhileRead(path), "\(name)") {
            try bytes.withUnsafeMutableBytes { try tree.read([slice], into: $0) }
        }
    }

    @Test func slicesAreReadToTheirDestinations() throws {
        let tree = try TestTree.tree(of: ["a": "0123456789", "b": "abc"])
        let slices = [
            ContentSlice(entry: 1, offset: 1, destination: 0..<2),
            ContentSlice(entry: 0, offset: 7, destination: 3..<6),
        ]
        var bytes = Array("______".utf8)
        try bytes.withUnsafeMutableBytes { try tree.read(slices, into: $0) }
        #expect(String(decoding: bytes, as: UTF8.self) == "bc_789")
    }

    @Test func cancellationEndsReading() async throws {
        let tree = try TestTree.tree(of: Self.content)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await tree.hashed(width: 2) { _ in }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
